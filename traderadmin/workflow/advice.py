"""What the window should say about the target right now, derived from what is observed."""

from dataclasses import dataclass
from enum import StrEnum

from traderadmin.contract.journal import OPERATOR
from traderadmin.contract.revision import short
from traderadmin.targets.states import Phase, ServiceState, Snapshot
from traderadmin.workflow.clockdifference import clock_ahead, difference_words, is_clock_off
from traderadmin.workflow.recovery import Recovery, ways
from traderadmin.workflow.sessionview import trading_instance
from traderadmin.workflow.words import at_step


class Action(StrEnum):
    """What a banner's button does."""

    START_SERVICES = "start_services"
    UNDO = "undo"
    FINISH = "finish"
    RELOAD = "reload"
    STOP_ORCHESTRATOR = "stop_orchestrator"
    HALT_AGAIN = "halt_again"
    LEAVE_TRADING = "leave_trading"


@dataclass(frozen=True, slots=True)
class Advice:
    """One standing banner.

    Attributes:
        key: the same while it is about the same thing, so that a banner is not rebuilt each second.
        danger: red where something is wrong; calm otherwise.
    """

    key: str
    title: str
    lines: tuple[str, ...]
    actions: tuple[Action, ...]
    danger: bool = False


def advice(snapshot: Snapshot, baseline: str | None, *, applying_here: bool) -> tuple[Advice, ...]:
    """Banners that survive a restart because they follow from what is, not from what was said."""
    if applying_here:
        return ()
    found = [
        _unreadable(snapshot),
        _unfinished(snapshot),
        _elsewhere(snapshot),
        _changed(snapshot, baseline),
        _clock_off(snapshot),
    ]
    if snapshot.lock.journal is None:
        found.append(_down(snapshot))
    return tuple(item for item in found if item is not None)


def _unreadable(snapshot: Snapshot) -> Advice | None:
    if not snapshot.notes:
        return None
    return Advice(
        key="unreadable-" + "-".join(snapshot.notes),
        title="Something here cannot be read",
        lines=snapshot.notes,
        actions=(),
        danger=True,
    )


def _unfinished(snapshot: Snapshot) -> Advice | None:
    journal = snapshot.lock.journal
    if journal is None or snapshot.lock.held:
        return None
    offered = ways(journal, snapshot.revision)
    names = {
        Recovery.UNDO: Action.UNDO,
        Recovery.FINISH: Action.FINISH,
    }
    replaced = Recovery.FINISH in offered and journal.new_revision != journal.old_revision
    file_line = (
        f"config.toml is the new revision {short(journal.new_revision)}."
        if replaced
        else f"config.toml is revision {short(snapshot.revision or '')}."
    )
    return Advice(
        key=f"unfinished-{journal.apply_id}",
        title=f"An earlier change was not finished: it stopped at step {journal.step.value}",
        lines=(
            f"{journal.who} began it at {journal.started:%Y-%m-%d %H:%M:%S} UTC.",
            file_line,
            *(off_text(state) for state in snapshot.services if is_off(state)),
        ),
        actions=tuple(names[way] for way in offered),
        danger=True,
    )


def _elsewhere(snapshot: Snapshot) -> Advice | None:
    if not snapshot.lock.held:
        return None
    lock = snapshot.lock
    return Advice(
        key="elsewhere",
        title="A change is being applied by someone else",
        lines=(f"{lock.holder or 'Another program'} is at it{at_step(lock)}.",),
        actions=(),
    )


def _changed(snapshot: Snapshot, baseline: str | None) -> Advice | None:
    if baseline is None or snapshot.revision in {None, baseline} or snapshot.lock.held:
        return None
    return Advice(
        key=f"changed-{snapshot.revision}",
        title="config.toml changed on disk since it was loaded",
        lines=(
            f"It is revision {short(snapshot.revision or '')}, you edit {short(baseline)}.",
            "Reload keeps your edits of fields that did not change there.",
        ),
        actions=(Action.RELOAD,),
    )


def _clock_off(snapshot: Snapshot) -> Advice | None:
    instance = trading_instance(snapshot)
    ahead = clock_ahead(instance) if instance is not None else None
    if ahead is None or not is_clock_off(ahead):
        return None
    title, lines = difference_words(ahead)
    return Advice(key="clock", title=title, lines=lines, actions=())


def _down(snapshot: Snapshot) -> Advice | None:
    off = [state for state in snapshot.services if is_off(state)]
    if not off:
        return None
    alarming = [
        state
        for state in off
        if state.phase is Phase.FAILED or (state.record and state.record.by != OPERATOR)
    ]
    return Advice(
        key="down-" + "-".join(f"{state.name}:{state.phase.value}" for state in off),
        title="Not all services run",
        lines=tuple(off_text(state) for state in off),
        actions=(Action.START_SERVICES,),
        danger=bool(alarming),
    )


def is_off(state: ServiceState) -> bool:
    """Whether a service is down and should not be."""
    return state.phase is Phase.FAILED or (state.wanted == 0 and state.should_be > 0)


def off_text(state: ServiceState) -> str:
    """Why a service is down, in a sentence: it is at 0 and should not be, or it failed."""
    if state.phase is Phase.FAILED:
        return f"{state.name} failed: {state.problem or 'it ended by itself.'}"
    return f"{state.name} is at {state.wanted}, should be {state.should_be}."
