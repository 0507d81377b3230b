"""What the Halt button is for right now. No Qt, and few imports: it is painted first."""

from dataclasses import dataclass
from enum import Enum


class Latch(Enum):
    """What the button does when pressed."""

    UNAVAILABLE = "unavailable"
    HALT = "halt"
    HALTING = "halting"
    RELEASE = "release"
    UNCONFIRMED = "unconfirmed"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything the button depends on.

    Attributes:
        available: whether there is a target to halt.
        stopping: the orchestrator is being stopped.
        writing: a halt is being written, or was and no look has shown it yet.
        failed: the halt could not be written.
        halted: the latch is set, as last seen.
        confirmed: and no orchestrator is left that may not know of it.
        late: it was waited for long enough.
    """

    available: bool
    stopping: bool = False
    writing: bool = False
    failed: bool = False
    halted: bool = False
    confirmed: bool = False
    late: bool = False


def latch_of(at: Situation) -> Latch:
    """The button's state."""
    if not at.available:
        return Latch.UNAVAILABLE
    if at.stopping:
        return Latch.STOPPING
    if at.failed:
        return Latch.UNCONFIRMED
    if at.writing or (at.halted and not at.confirmed):
        return Latch.UNCONFIRMED if at.late else Latch.HALTING
    return Latch.RELEASE if at.halted else Latch.HALT
