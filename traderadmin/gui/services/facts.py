"""What the trading session's card and the line under the heading say. No Qt."""

from dataclasses import dataclass
from datetime import UTC, datetime

from traderadmin.clock import local_zone, parse_utc
from traderadmin.contract.names import ORCHESTRATOR
from traderadmin.contract.revision import short
from traderadmin.gui.shell.words import count_of
from traderadmin.targets.states import ServiceState, Snapshot
from traderadmin.workflow.sessionview import SessionState, SessionView, session_status, session_view
from traderadmin.workflow.words import all_of, plural


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
    SessionState.CONNECTING: "Not known yet",
}


def session_facts(snapshot: Snapshot | None, now: datetime) -> SessionFacts:
    """The session as its card shows it."""
    view = session_view(snapshot, now)
    session = session_status(snapshot)
    big = view.countdown.removesuffix(" left").removeprefix("in ")
    beside = view.detail
    edge = session.next_edge if session is not None else None
    if big and edge is not None:
        local = edge.astimezone(local_zone(edge))
        verb = "opens" if session is not None and session.opens_next else "closes"
        beside = f"until it {verb} at {edge.astimezone(UTC):%H:%M} UTC ({local:%H:%M %Z})"
    facts = _orchestrator_facts(snapshot)
    start, stop, share = _window(facts.get("window"), now)
    return SessionFacts(
        view=view,
        sub=_SUBS[view.state],
        big=big or ("" if view.state is SessionState.OPEN else view.title),
        beside=beside,
        start=start,
        stop=stop,
        share=share if view.state is SessionState.OPEN else None,
        figures=_figures(facts),
    )


def _orchestrator_facts(snapshot: Snapshot | None) -> dict[str, object]:
    for state in snapshot.services if snapshot is not None else ():
        for instance in state.instances:
            if state.name == ORCHESTRATOR and instance.status is not None:
                return dict(instance.status.facts)
    return {}


def _window(window: object, now: datetime) -> tuple[str, str, float | None]:
    if not isinstance(window, dict):
        return "", "", None
    try:
        start, stop = parse_utc(str(window["start"])), parse_utc(str(window["stop"]))
    except (KeyError, ValueError):
        return "", "", None
    length = (stop - start).total_seconds()
    share = (now - start).total_seconds() / length if length > 0 else None
    return f"{start:%H:%M}", f"{stop:%H:%M} UTC", share


def _figures(facts: dict[str, object]) -> tuple[tuple[str, str], ...]:
    orders = facts.get("orders_today")
    today = orders if isinstance(orders, dict) else {}
    found = (
        (count_of(facts.get("positions")), "position", "positions"),
        (count_of(facts.get("working_orders")), "working order", "working orders"),
        (count_of(today.get("accepted")), "accepted today", "accepted today"),
        (count_of(today.get("refused")), "refused today", "refused today"),
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
        return "No service runs."
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
