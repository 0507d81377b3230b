"""What an operator should know of the session beside its state: sentences, the worst first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from traderadmin.contract.names import ORCHESTRATOR
from traderadmin.targets.states import Snapshot
from traderadmin.workflow.sessionview import stands_by
from traderadmin.workflow.tradingfacts import ClockFacts, TradingFacts, trading_facts
from traderadmin.workflow.words import age_text, plural, upper_first

_RECENT = timedelta(days=1)


class Weight(IntEnum):
    """How much a note matters."""

    CALM = 0
    WARNING = 1
    BAD = 2


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence or two."""

    text: str
    weight: Weight


def session_notes(snapshot: Snapshot | None, now: datetime) -> tuple[Note, ...]:
    """What is not as it should be with the orchestrator, as far as it says."""
    facts = trading_facts(snapshot)
    if snapshot is None or facts is None:
        return ()
    found = (
        *_trading(facts),
        *_orders(facts),
        *_clock(facts.clock, now),
        *(Note(text, Weight.WARNING) for text in facts.notes),
        *_others(snapshot, facts),
    )
    return tuple(sorted(found, key=lambda note: -note.weight))


def _trading(facts: TradingFacts) -> list[Note]:
    found = []
    if facts.standby:
        why = sentence(upper_first(facts.standby))
        found.append(Note(f"The orchestrator does not trade. {why}", Weight.WARNING))
    if facts.config_error:
        text = f"The file on disk is not in force: {sentence(facts.config_error)}"
        found.append(Note(text, Weight.BAD))
    if facts.scheduler_alive is False:
        text = "The scheduler died; the session is still checked several times a second."
        found.append(Note(text, Weight.WARNING))
    elif facts.scheduler_restarts:
        text = f"The scheduler died and was started anew {_times(facts.scheduler_restarts)}."
        found.append(Note(text, Weight.CALM))
    return found


def _orders(facts: TradingFacts) -> list[Note]:
    found = []
    if facts.sent_outside:
        verb = "was" if facts.sent_outside == 1 else "were"
        text = (
            f"{plural(facts.sent_outside, 'order')} {verb} still being sent as the session closed."
        )
        found.append(Note(text, Weight.BAD))
    if facts.unknown:
        text = (
            f"The broker has not told yet what became of {plural(len(facts.unknown), 'order')}. "
            "Until it has, a session that closed does not open again."
        )
        found.append(Note(text, Weight.WARNING))
    return found


def _clock(clock: ClockFacts, now: datetime) -> list[Note]:
    if not clock.steps:
        return []
    text = f"The orchestrator\u2019s clock was set {_times(clock.steps)} since its start."
    step = clock.last_step
    if step is None:
        return [Note(text, Weight.CALM)]
    way = "forward" if step.seconds > 0 else "back"
    at = f"{step.at:%H:%M:%S}" if step.at.date() == now.date() else f"{step.at:%a %Y-%m-%d %H:%M}"
    text = text.removesuffix(".")
    last = "" if clock.steps == 1 else "the last time "
    text = f"{text}, {last}{way} by {age_text(round(abs(step.seconds)))} to {at} UTC."
    recent = abs(now - step.at) < _RECENT
    return [Note(text, Weight.WARNING if recent else Weight.CALM)]


def _others(snapshot: Snapshot, facts: TradingFacts) -> list[Note]:
    found = []
    standing_by = sum(
        stands_by(instance)
        for state in snapshot.services
        if state.name == ORCHESTRATOR
        for instance in state.instances
    ) - bool(facts.standby)
    if standing_by:
        verb = "stands" if standing_by == 1 else "stand"
        text = f"{plural(standing_by, 'other orchestrator')} {verb} by."
        found.append(Note(text, Weight.CALM))
    if facts.unread:
        entries = plural(facts.unread, "entry", "entries")
        text = f"{entries} of what the orchestrator tells cannot be understood."
        found.append(Note(text, Weight.CALM))
    return found


def sentence(words: str) -> str:
    """Words with a full stop."""
    return f"{words.rstrip('.')}."


def _times(count: int) -> str:
    match count:
        case 1:
            return "once"
        case 2:
            return "twice"
        case _:
            return f"{count} times"
