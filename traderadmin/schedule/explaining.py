"""Why the session is open or closed at an instant, in words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from traderadmin.schedule.model import Schedule
from traderadmin.schedule.windows import (
    HORIZON_DAYS,
    Edge,
    Window,
    closes_early,
    current_window,
    days_that_reach,
    in_utc,
    is_start_day,
    next_edge,
    regular_window_on,
)

_DAY = timedelta(days=1)


class Why(StrEnum):
    """What makes the session open or closed."""

    OPEN = "open"
    BETWEEN_SESSIONS = "between_sessions"
    CLOSED_DATE = "closed_date"
    CLOSED_EARLY = "closed_early"
    NO_SESSION_AHEAD = "no_session_ahead"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a schedule that is followed says of an instant.

    Attributes:
        text: in words, to stand alone or after a colon ("open until 20:00 UTC").
        window: the window that is open.
        next_edge: as `next_edge` finds it.
        day: the date in `closed_dates` or `early_closes` that the text speaks of.
    """

    why: Why
    text: str
    window: Window | None = None
    next_edge: Edge | None = None
    day: date | None = None

    @property
    def active(self) -> bool:
        """Whether the session is open."""
        return self.window is not None


def explain(schedule: Schedule, now: datetime) -> Explanation:
    """Say what is open or closed at `now` (aware), and why, as if the schedule were followed."""
    now = in_utc(now)
    window, edge = current_window(schedule, now), next_edge(schedule, now)
    if window is not None:
        early = closes_early(schedule, window)
        text = f"open until {window.stop:%H:%M} UTC{', an early close' if early else ''}"
        return Explanation(Why.OPEN, text, window, edge, window.start.date() if early else None)
    if edge is None:
        text = f"closed: no session within {HORIZON_DAYS} days"
        return Explanation(Why.NO_SESSION_AHEAD, text)
    day = _exception_at(schedule, now)
    if day is None:
        return Explanation(Why.BETWEEN_SESSIONS, _closed_until(edge.at, now), None, edge)
    if day in schedule.closed_dates:
        return Explanation(Why.CLOSED_DATE, f"closed: {day}", None, edge, day)
    text = f"closed early: {day} at {schedule.early_closes[day]:%H:%M} UTC"
    return Explanation(Why.CLOSED_EARLY, text, None, edge, day)


def _exception_at(schedule: Schedule, now: datetime) -> date | None:
    """The date whose exception keeps `now` closed.

    That is one whose regular window would be open now; else today, where it is closed.
    """
    for day in days_that_reach(now):
        regular = regular_window_on(schedule, day)
        if regular is not None and regular.start <= now < regular.stop:
            return day
    today = now.date()
    closed = is_start_day(schedule, today) and today in schedule.closed_dates
    return today if closed else None


def _closed_until(edge: datetime, now: datetime) -> str:
    form = "%H:%M UTC" if edge - now < _DAY else "%a %Y-%m-%d %H:%M UTC"
    return f"closed until {edge.strftime(form)}"
