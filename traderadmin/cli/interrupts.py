"""Signals during a transaction: they ask for a cancel, and never end the program half-way."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from types import FrameType
from typing import Any

from traderadmin.clock import Clock

_ASKING = ("SIGINT", "SIGTERM", "SIGHUP")
_SLEEPING = "SIGTSTP"
_TRIES = 50
_PAUSE = 0.01


@dataclass(frozen=True, slots=True)
class CancelAnswered:
    """A first signal was passed on as a cancel; `honoured` says whether it came in time."""

    honoured: bool


@dataclass(frozen=True, slots=True)
class StillWaiting:
    """A further signal arrived; the program goes on until everything is in order."""


class Canceller:
    """Passes signals on to the transaction from a thread of its own.

    A handler runs anywhere in the main thread, so it may take no lock: it only fills a queue that
    is made for that. The main thread may be stuck in a write to a reader that does not read; the
    cancel arrives all the same.
    """

    def __init__(self, cancel: Callable[[], bool], clock: Clock, news: "SimpleQueue[Any]") -> None:
        self._cancel = cancel
        self._clock = clock
        self._news = news
        self._asked: SimpleQueue[int] = SimpleQueue()
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._run, name="canceller", daemon=True)

    def begun(self) -> None:
        """The transaction was heard of: from now on a refused cancel is refused for good."""
        self._begun.set()

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take signals while the block runs; then everything is as it was."""
        self._thread.start()
        before = {number: signal.getsignal(number) for number in _caught()}
        for number in before:
            signal.signal(number, self._handle)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            self._asked.put(0)
            self._thread.join()

    def _handle(self, number: int, _frame: FrameType | None) -> None:
        self._asked.put(number)

    def _run(self) -> None:
        asked = False
        while number := self._asked.get():
            if asked or number == getattr(signal, _SLEEPING, 0):
                self._news.put(StillWaiting())
            else:
                asked = True
                self._news.put(CancelAnswered(self._ask()))

    def _ask(self) -> bool:
        """Ask for the cancel; a transaction that is just about to begin is asked again."""
        for _ in range(_TRIES):
            begun = self._begun.is_set()
            if self._cancel():
                return True
            if begun:
                return False
            self._clock.wait(self._begun, _PAUSE)
        return False


def _caught() -> list[int]:
    """The signals to take: only in the main thread, and none that the caller has ignored."""
    if threading.current_thread() is not threading.main_thread():
        return []
    numbers = [getattr(signal, name, None) for name in (*_ASKING, _SLEEPING)]
    return [n for n in numbers if n is not None and signal.getsignal(n) is not signal.SIG_IGN]
