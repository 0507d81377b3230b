"""What the cards say, from a snapshot. No Qt."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from traderadmin.clock import local_zone, parse_utc
from traderadmin.contract.names import ORCHESTRATOR
from traderadmin.contract.revision import short
from traderadmin.gui.shell.words import count_of
from traderadmin.targets.states import Instance, Phase, ProofLevel, ServiceState, Snapshot
from traderadmin.workflow.sessionview import SessionState, SessionView, session_status, session_view
from traderadmin.workflow.words import PHASE_WORDS, all_of, plural, seconds_text

NONE = "none"


class Sign(Enum):
    """The mark behind a value."""

    NONE = ""
    GOOD = "check"
    WARN = "alert-triangle"
    BAD = "alert-circle"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a card."""

    label: str
    value: str
    sign: Sign = Sign.NONE


@dataclass(frozen=True, slots=True)
class CardFacts:
    """A service's card."""

    name: str
    where: str
    phase: Phase
    word: str
    rows: tuple[Row, ...]


def card_facts(state: ServiceState, file_revision: str | None, now: datetime) -> CardFacts:
    """A service as its card shows it."""
    first = state.instances[0] if state.instances else None
    return CardFacts(
        name=state.name,
        where=_where(state),
        phase=state.phase,
        word=PHASE_WORDS[state.phase],
        rows=(
            Row("Ready", f"{state.ready} of {state.should_be}"),
            _revision(first, file_revision),
            Row("Proof", _proof(state, first)),
            Row("Up since", _up_since(first, now)),
            Row("Restarts", f"{sum(i.restarts for i in state.instances)} unplanned"),
            _last_error(state, first),
        ),
    )


def _where(state: ServiceState) -> str:
    match state.instances:
        case ():
            return "no process runs" if state.phase is not Phase.UNKNOWN else "not known"
        case (one,):
            port = f", port {one.port}" if one.port else ""
            place = " on this machine" if one.label.startswith("process") else ""
            return f"{one.label}{place}{port}"
        case many:
            return ", ".join(instance.label for instance in many)


def _revision(instance: Instance | None, file_revision: str | None) -> Row:
    if instance is None or instance.status is None:
        return Row("Revision", "not known")
    revision = instance.status.config_revision
    if revision is None:
        return Row("Revision", "none loaded", Sign.BAD)
    same = revision == file_revision
    text = short(revision) if same else f"{short(revision)}, not that of the file"
    return Row("Revision", text, Sign.GOOD if same else Sign.WARN)


def _proof(state: ServiceState, instance: Instance | None) -> str:
    if state.proof is ProofLevel.RESTARTED:
        return "by its restart; it offers no /status"
    if state.proof is None or instance is None or instance.asked is None:
        return "not known yet" if state.instances else "none while it is stopped"
    return f"proven by /status at {instance.asked.astimezone(UTC):%H:%M:%S} UTC"


def _up_since(instance: Instance | None, now: datetime) -> str:
    if instance is None:
        return "not running"
    started = instance.started.astimezone(UTC)
    day = "" if started.date() == now.date() else f"{started:%a %Y-%m-%d} "
    return f"{day}{started:%H:%M:%S} UTC, {age_text((now - started).total_seconds())}"


def age_text(seconds: float) -> str:
    """How long ago: "4 min 32 s", "3 h 05 min", "2 d 4 h"."""
    minutes = max(0, int(seconds)) // 60
    if minutes < 60:  # noqa: PLR2004 - an hour
        return seconds_text(max(0.0, float(int(seconds)))).replace(".0 s", " s")
    hours, minutes = divmod(minutes, 60)
    if hours < 48:  # noqa: PLR2004 - two days
        return f"{hours} h {minutes:02d} min"
    return f"{hours // 24} d {hours % 24} h"


def _last_error(state: ServiceState, instance: Instance | None) -> Row:
    status = instance.status if instance is not None else None
    if status is not None and status.config_error:
        return Row("Last error", status.config_error, Sign.BAD)
    if state.problem:
        return Row("Last error", state.problem, Sign.BAD)
    return Row("Last error", NONE)


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
