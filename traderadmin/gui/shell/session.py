"""The trading session and the phases of services as looks: icon, tone, dot. No decisions."""

from traderadmin.gui.look.labels import Tone
from traderadmin.gui.look.status import Dot
from traderadmin.targets.states import Phase
from traderadmin.workflow.sessionview import SessionState

SESSION_LOOKS = {
    SessionState.OPEN: (Tone.OK, "wave"),
    SessionState.SCHEDULE_CLOSED: (Tone.NEUTRAL, "moon"),
    SessionState.HALTED: (Tone.DANGER, "halt"),
    SessionState.OFF_CLOSED: (Tone.NEUTRAL, "clock-off"),
    SessionState.OFF_OPEN: (Tone.WARN, "clock-off"),
    SessionState.STOPPED: (Tone.NEUTRAL, "square"),
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


def dot_of(phase: Phase | None) -> Dot:
    """The shape of a phase; an unknown one where there is none."""
    return Dot(phase.value) if phase is not None else Dot.UNKNOWN
