"""The sentences about services that the window, the CLI and history share."""

from collections.abc import Iterable, Sequence

from traderadmin.targets.states import LockState, Phase, ServiceState

IF_IT_DIED = "If its author died, `traderadmin recover` finds that out, and how to end it."
"""For whoever looks but once: a holder that died is told from one that lives only by watching."""

PHASE_WORDS = {
    Phase.RUNNING: "Running",
    Phase.STARTING: "Starting",
    Phase.STOPPING: "Stopping",
    Phase.STOPPED: "Stopped",
    Phase.FAILED: "Failed",
    Phase.UNKNOWN: "Unknown",
}


def count_text(state: ServiceState) -> str:
    """A service's state with its counts: "Running 1/1", "Stopped, should be 1"."""
    word = PHASE_WORDS[state.phase]
    if state.phase is Phase.STOPPED:
        return f"{word}, should be {state.should_be}" if state.should_be else word
    if state.phase in {Phase.STOPPING, Phase.UNKNOWN}:
        return word
    return f"{word} {state.ready}/{state.wanted}"


def reports(state: ServiceState) -> bool:
    """Whether a service says itself which revision it runs: all of it must."""
    return all(instance.status is not None for instance in state.instances)


def at_step(lock: LockState) -> str:
    """Where the change of whoever holds the lock is, to go on a sentence with."""
    return f", now at step {lock.journal.step.value}" if lock.journal is not None else ""


def joined(names: Iterable[str]) -> str:
    """Names as a person lists them: "a", "a and b", "a, b and c"."""
    items = list(names)
    if len(items) < 2:  # noqa: PLR2004 - one name needs no conjunction
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """A counted noun: "1 change", "3 changes"."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def all_of(names: Sequence[str]) -> str:
    """How to speak of services at once: by name, or "Both services", "All 3 services"."""
    match len(names):
        case 1:
            return names[0]
        case 2:
            return "Both services"
        case count:
            return f"All {count} services"


def lower_first(sentence: str) -> str:
    """A sentence that goes on after a colon, or within a longer one."""
    return sentence[:1].lower() + sentence[1:]


def upper_first(words: str) -> str:
    """Words that begin a sentence."""
    return words[:1].upper() + words[1:]


def seconds_text(seconds: float) -> str:
    """A duration for people: "0.4 s", "12 s", "1 min 44 s"."""
    if seconds < 10:  # noqa: PLR2004 - below ten seconds a tenth matters
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def age_text(seconds: float) -> str:
    """A span or an age in whole seconds: "4 min 32 s", "3 h 05 min", "2 d 4 h"."""
    minutes = max(0, int(seconds)) // 60
    if minutes < 60:  # noqa: PLR2004 - an hour
        return seconds_text(max(0.0, float(int(seconds)))).replace(".0 s", " s")
    hours, minutes = divmod(minutes, 60)
    if hours < 48:  # noqa: PLR2004 - two days
        return f"{hours} h {minutes:02d} min"
    return f"{hours // 24} d {hours % 24} h"
