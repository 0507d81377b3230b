"""What the Halt button is for right now. No Qt."""

from dataclasses import dataclass, replace
from enum import Enum

from traderadmin.workflow.sessionview import SessionState, SessionView


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


def chip_view(view: SessionView, latch: Latch) -> SessionView:
    """The session for the top bar: trading counts as halted once that is confirmed."""
    title = _UNDER_WAY.get(latch)
    if title is None or view.state is not SessionState.HALTED:
        return view
    return replace(view, title=title)


_UNDER_WAY = {Latch.HALTING: "Halting", Latch.UNCONFIRMED: "Halt not confirmed"}
