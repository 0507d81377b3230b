"""The trading session and the phases of services as looks: icon, tone, dot. No decisions."""

from dataclasses import replace

from traderadmin.gui.look.labels import Tone
from traderadmin.gui.look.status import Dot
from traderadmin.gui.shell.latch import Latch
from traderadmin.targets.states import Phase
from traderadmin.workflow.sessionview import SessionState, SessionView

SESSION_LOOKS = {
    SessionState.OPEN: (Tone.OK, "wave"),
    SessionState.SCHEDULE_CLOSED: (Tone.NEUTRAL, "moon"),
    SessionState.HALTED: (Tone.DANGER, "halt"),
    SessionState.OFF_CLOSED: (Tone.NEUTRAL, "clock-off"),
    SessionState.OFF_OPEN: (Tone.WARN, "clock-off"),
    SessionState.STOPPED: (Tone.NEUTRAL, "square"),
    SessionState.NONE: (Tone.NEUTRAL, "square"),
    SessionState.CONNECTING: (Tone.NEUTRAL, "refresh"),
}

PHASE_TONES = {
    Phase.RUNNING: Tone.OK,
    Phase.STARTING: Tone.INFO,
    Phase.STOPPING: Tone.NEUTRAL,
    Phase.STOPPED: Tone.NEUTRAL,
    Phase.FAILED: Tone.DANGER,
    Phase.UNKNOWN: Tone.NEUTRAL,
}

_UNDER_WAY = {Latch.HALTING: "Halting", Latch.UNCONFIRMED: "Halt not confirmed"}


def chip_view(view: SessionView, latch: Latch) -> SessionView:
    """The session for the top bar: trading counts as halted once that is confirmed."""
    title = _UNDER_WAY.get(latch)
    if title is None or view.state is not SessionState.HALTED:
        return view
    return replace(view, title=title)


def dot_of(phase: Phase | None) -> Dot:
    """The shape of a phase; an unknown one where there is none."""
    return Dot(phase.value) if phase is not None else Dot.UNKNOWN


def details(view: SessionView, *, compact: bool) -> tuple[str, ...]:
    """What may stand beside the state, the longest first; a narrow window drops the countdown."""
    found = [view.detail]
    if view.countdown and not compact:
        full = f"{view.detail}, {view.countdown}" if view.detail else view.countdown
        found.insert(0, full)
    _, found_at, when = view.detail.rpartition(" at ")
    if found_at:
        found.append(f"at {when}")
    return (*found, "")
