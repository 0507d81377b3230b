"""A thread that looks at the target once a second and hands each look on."""

import threading
from collections.abc import Callable

from traderadmin.clock import Clock
from traderadmin.errors import TraderAdminError
from traderadmin.targets.states import Snapshot


class Monitor:
    """Takes snapshots until it is stopped. Callbacks run on its thread, one at a time."""

    def __init__(
        self,
        look: Callable[[], Snapshot],
        clock: Clock,
        *,
        on_snapshot: Callable[[Snapshot], None],
        on_error: Callable[[TraderAdminError], None],
        interval: float = 1.0,
    ) -> None:
        self._look = look
        self._clock = clock
        self._on_snapshot = on_snapshot
        self._on_error = on_error
        self._interval = interval
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="monitor", daemon=True)

    def start(self) -> None:
        """Begin with a first look at once."""
        self._thread.start()

    def poke(self) -> None:
        """Look again at once."""
        self._wake.set()

    def stop(self) -> None:
        """End and wait for the last look to be over."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                snapshot = self._look()
            except TraderAdminError as error:
                self._on_error(error)
            else:
                self._on_snapshot(snapshot)
            if not self._stopping.is_set():
                self._clock.wait(self._wake, self._interval)
