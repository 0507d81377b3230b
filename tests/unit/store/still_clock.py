"""A wall clock that moves only when somebody waits."""

import threading
from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, 14, 30, 5, 250_000, tzinfo=UTC)


class StillClock:
    """Time stands still; waiting moves it on at once."""

    def __init__(self, start: datetime = START) -> None:
        self._start = start
        self._passed = 0.0
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The start and what was waited since."""
        return self._start + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        """What was waited."""
        return self._passed

    def wait(self, event: threading.Event, timeout: float) -> bool:
        """Pass the time without spending it."""
        with self._lock:
            self._passed += timeout
        return event.is_set()
