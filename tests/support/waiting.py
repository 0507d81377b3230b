"""Waiting for a condition with a deadline; no test sleeps for a fixed time."""

import threading
from collections.abc import Callable

from traderadmin.clock import SystemClock

_clock = SystemClock()
_never = threading.Event()


def wait_until(
    condition: Callable[[], object], seconds: float, what: str, *, poll: float = 0.01
) -> None:
    """Return as soon as `condition()` is true.

    Args:
        condition: asked again and again; any true value ends the wait.
        seconds: deadline; generous, since only a failing test waits that long.
        what: names the condition in the failure ("the scanner to be ready").
        poll: seconds between two questions.

    Raises:
        AssertionError: the deadline passed.
    """
    deadline = _clock.monotonic() + seconds
    while not condition():
        if _clock.monotonic() > deadline:
            message = f"waited {seconds:g} s in vain for {what}"
            raise AssertionError(message)
        _clock.wait(_never, poll)
