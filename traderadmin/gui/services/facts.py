"""What the trading session's card and the line under the heading say. No Qt."""

from dataclasses import dataclass
from datetime import UTC, datetime

from traderadmin.clock import local_zone
from traderadmin.contract.revision import short
from traderadmin.targets.states import Phase, ServiceState, Snapshot
from traderadmin.workflow.sessionview import SessionState, SessionView, session_status, session_view
from traderadmin.workflow.tradingfacts import TradingFacts, trading_facts
from traderadmin.workflow.words import all_of, plural, upper_first


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """The trading session's card.

    Attributes:
        big, beside: the countdown, and what it counts down to.
        start, stop: the ends of the window now open; empty outside of one.
        share: how much of it is over, 0 to 1; None outside of one.
        figures: (number, noun) as far as the orchestrator tells.
    """

    view: SessionView
    sub: str
    big: str
    beside: str
    start: str = ""
    stop: str = ""
    share: float | None = None
    figures: tuple[tuple[str, str], ...] = ()


_SUBS = {
    SessionState.OPEN: "Follows the schedule",
    SessionState.SCHEDULE_CLOSED: "Follows the schedule",
    SessionState.HALTED: "No new orders until released",
    SessionState.OFF_OPEN: "The schedule is off",
    SessionState.OFF_CLOSED: "The schedule is off",
    SessionState.STOPPED: "No orders are placed, positions are unattended",
    SessionState.NONE: "What these services trade by is not known here",
    SessionState.CONNECTING: "Not known yet",
}


def session_facts(snapshot: Snapshot | None, now: datetime) -> SessionFacts:
    """The session as its card shows it."""
    view = session_view(snapshot, now)
    session = session_status(snapshot)
    big = view.countdown.removesuffix(" left").removeprefix("in ")
    halted = view.state is SessionState.HALTED and view.adds
    beside = "no new orders until released" if halted else view.detail
    edge = session.next_edge if session is not None else None
    if big and edge is not None:
        local = edge.astimezone(local_zone(edge))
        verb = "opens" if session is not None and session.opens_next else "closes"
        beside = f"until it {verb} at {edge.astimezone(UTC):%H:%M} UTC ({local:%H:%M %Z})"
    facts = trading_facts(snapshot)
    start, stop, share = _window(facts.window if facts is not None else None, now)
    return SessionFacts(
        view=view,
        sub=_sub(view),
        big=big or ("" if view.state is SessionState.OPEN else view.title),
        beside=beside,
        start=start,
        stop=stop,
        share=share if view.state is SessionState.OPEN else None,
        figures=_figures(facts) if facts is not None else (),
    )


def _sub(view: SessionView) -> str:
    """The orchestrator's own words where it has some."""
    return upper_first(view.reason) if view.adds else _SUBS[view.state]


def _window(
    window: tuple[datetime, datetime] | None, now: datetime
) -> tuple[str, str, float | None]:
    if window is None:
        return "", "", None
    start, stop = window
    share = (now - start).total_seconds() / (stop - start).total_seconds()
    return f"{start:%H:%M}", f"{stop:%H:%M} UTC", share


def _figures(facts: TradingFacts) -> tuple[tuple[str, str], ...]:
    found = (
        (facts.position_count, "position", "positions"),
        (facts.working_count, "working order", "working orders"),
        (facts.today.accepted, "accepted today", "accepted today"),
        (facts.today.refused, "refused today", "refused today"),
    )
    return tuple(
        (str(count), one if count == 1 else many) for count, one, many in found if count is not None
    )


def summary(snapshot: Snapshot | None) -> str:
    """The line under the heading: whether all run the file."""
    if snapshot is None:
        return "Connecting; nothing is known yet."
    if not snapshot.services:
        return "No services were found."
    running = [state.name for state in snapshot.services if state.ready]
    if not running:
        is_known = all(state.phase is not Phase.UNKNOWN for state in snapshot.services)
        return "No service runs." if is_known else "No service is known to run."
    revision = snapshot.revision
    proven = [state.name for state in snapshot.services if _runs(state, revision)]
    if revision and len(proven) == len(snapshot.services):
        verb = "runs" if len(proven) == 1 else "run"
        return f"{all_of(proven)} {verb} the file\u2019s revision {short(revision)}."
    total = len(snapshot.services)
    of_file = f" of revision {short(revision)}" if revision else ""
    return f"{len(proven)} of {plural(total, 'service')} proven to run the file{of_file}."


def _runs(state: ServiceState, revision: str | None) -> bool:
    return bool(state.instances) and all(
        instance.ready
        and instance.status is not None
        and instance.status.config_revision == revision
        for instance in state.instances
    )
