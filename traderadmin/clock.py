"""The only module that reads the wall clock; everything else is handed a `Clock`."""

import threading
import time
from datetime import UTC, datetime, tzinfo
from typing import Protocol


class Clock(Protocol):
    """Wall time, monotonic time, and waiting that follows the latter."""

    def now(self) -> datetime:
        """The wall time, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go backwards; only differences mean anything."""
        ...

    def wait(self, event: threading.Event, timeout: float) -> bool:
        """Wait until `event` is set or `timeout` seconds passed; whether it is set."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        """The wall time, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since an arbitrary start, from the kernel's monotonic clock."""
        return time.monotonic()

    def wait(self, event: threading.Event, timeout: float) -> bool:
        """Wait on the real event."""
        return event.wait(timeout)


def local_zone(at: datetime) -> tzinfo:
    """The operator's time zone with the offset in force at `at` (aware)."""
    zone = at.astimezone().tzinfo
    if zone is None:  # pragma: no cover - astimezone always attaches one
        return UTC
    return zone


def utc_text(instant: datetime) -> str:
    """`instant` in ISO 8601, UTC, milliseconds, with a `Z`: the form all our files use."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_utc(text: str) -> datetime:
    """The instant `utc_text` wrote. Raises: ValueError when it is no aware ISO 8601 instant."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        message = f"no time zone in {text!r}"
        raise ValueError(message)
    return instant.astimezone(UTC)
