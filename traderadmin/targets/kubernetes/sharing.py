"""One answer for those who ask the same at about the same time."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final, Generic, TypeVar

from traderadmin.clock import Clock

SHARED_SECONDS: Final = 0.5
"""For so long after it was asked for an answer serves others, too."""

_Answer = TypeVar("_Answer")


class Shared(Generic[_Answer]):
    """What `ask` answers, for whoever must have it new and whoever need not. Thread-safe."""

    def __init__(self, ask: Callable[[], _Answer], clock: Clock) -> None:
        self._ask = ask
        self._clock = clock
        self._lock = threading.Lock()
        self._last: tuple[float, Future[_Answer]] | None = None
        self._known: _Answer | None = None

    @property
    def known(self) -> _Answer | None:
        """What was answered last, however long ago; None before the first answer."""
        return self._known

    def new(self) -> _Answer:
        """Ask now. Raises: whatever `ask` raises."""
        answer: Future[_Answer] = Future()
        with self._lock:
            self._last = self._clock.monotonic(), answer
        try:
            known = self._ask()
        except BaseException as error:
            answer.set_exception(error)
            raise
        self._known = known
        answer.set_result(known)
        return known

    def recent(self) -> _Answer:
        """What was asked for a moment ago, waiting for it if need be; else ask now.

        It may miss what was changed since: for those who only look, or whose write names the
        version that they saw.
        """
        with self._lock:
            last = self._last
        if last is not None and self._clock.monotonic() - last[0] <= SHARED_SECONDS:
            return last[1].result()
        return self.new()
