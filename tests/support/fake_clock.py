"""A clock that stands still until somebody waits on it or moves it."""

import threading
from datetime import UTC, datetime, timedelta


class FakeClock:
    """A clock that moves only when somebody waits on it or moves it."""

    def __init__(self, at: datetime = datetime(2026, 11, 23, 16, 52, 10, tzinfo=UTC)) -> None:
        self.at = at
        self.ticks = 0.0

    def now(self) -> datetime:
        """The wall time."""
        return self.at

    def monotonic(self) -> float:
        """Seconds since the clock was made."""
        return self.ticks

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.at += timedelta(seconds=seconds)
        self.ticks += seconds

    def wait(self, event: threading.Event, timeout: float) -> bool:
        """Let the whole time-out pass at once, unless the event is set."""
        if not event.is_set():
            self.advance(timeout)
        return event.is_set()
