"""Notices when the wall clock is set, by the monotonic clock, which nobody can set."""

from dataclasses import dataclass
from datetime import datetime

from traderadmin.clock import Clock
from traderadmin.service.logs import logger

LARGEST_DRIFT_SECONDS = 2.0
"""Between two looks; a clock that is only disciplined stays far below."""

_log = logger("clock")


@dataclass(frozen=True, slots=True)
class ClockStep:
    """The wall clock was set by `seconds`, forward where positive; `at` is what it shows since."""

    at: datetime
    seconds: float


class ClockWatch:
    """Looks at both clocks; to be asked again and again by one thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ahead = self._measure()
        self.steps = 0
        self.last: ClockStep | None = None

    def look(self) -> ClockStep | None:
        """The step of the wall clock since the last look, if it made one."""
        ahead = self._measure()
        moved = ahead - self._ahead
        self._ahead = ahead
        if abs(moved) <= LARGEST_DRIFT_SECONDS:
            return None
        step = ClockStep(self._clock.now(), moved)
        self.steps += 1
        self.last = step
        way = "forward" if moved > 0 else "back"
        _log.warning(
            "the clock was set %s by %.1f s, to %s UTC",
            way,
            abs(moved),
            f"{step.at:%Y-%m-%d %H:%M:%S}",
            extra={"facts": {"event": "clock_step", "seconds": round(moved, 3)}},
        )
        return step

    def _measure(self) -> float:
        """How far the wall clock is ahead of the monotonic one.

        Each is read twice, so that being put aside in between is not taken for a step.
        """
        best: tuple[float, float] | None = None
        for _ in range(3):
            before = self._clock.monotonic()
            wall = self._clock.now().timestamp()
            took = self._clock.monotonic() - before
            if best is None or took < best[0]:
                best = (took, wall - before - took / 2)
            if took < LARGEST_DRIFT_SECONDS / 4:
                break
        return best[1] if best else 0.0
