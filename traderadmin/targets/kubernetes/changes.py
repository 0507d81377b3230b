"""Waking up when something changes: watches as a hint, looking again as the truth."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from traderadmin.clock import Clock
from traderadmin.errors import TraderAdminError
from traderadmin.targets.kubernetes import resources
from traderadmin.targets.kubernetes.api import Api, Stream

POLL_SECONDS: Final = 1.0
"""How often is looked anyway; a watch that broke, or is forbidden, costs no more than this."""
_REOPEN_SECONDS = 0.5
_WATCH: Final[Mapping[str, str | int]] = {
    "watch": "true",
    "timeoutSeconds": 300,
    # From what the server has at hand: without it, one with an older etcd is silent for 3 s.
    "resourceVersion": "0",
}


class Bell:
    """Rings for one waiter when something changed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._changed = threading.Event()

    def ring(self) -> None:
        """Something changed."""
        self._changed.set()

    def forget(self) -> None:
        """What changed before is known: call it before looking."""
        self._changed.clear()

    def wait(self) -> None:
        """Until something changed since `forget`, but never long: looking again is cheap."""
        self._clock.wait(self._changed, POLL_SECONDS)


class Changes:
    """Watches the pods and Deployments of a namespace, from the first waiter until `close`.

    It only says *that* something changed. Whoever waits reads anew, so that nothing depends on
    the watches: without them the waits merely become polls.
    """

    def __init__(self, api: Api, namespace: str, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._paths = (resources.pods(namespace), resources.deployments(namespace))
        self._lock = threading.Lock()
        self._bells: list[Bell] = []
        self._watching: _Watching | None = None

    @contextmanager
    def listening(self) -> Iterator[Bell]:
        """A bell of one's own for the time of the block."""
        bell = Bell(self._clock)
        with self._lock:
            self._bells.append(bell)
            if self._watching is None:
                self._watching = _Watching(self._api, self._paths, self._clock, self._ring)
        try:
            yield bell
        finally:
            with self._lock:
                self._bells.remove(bell)

    def close(self) -> None:
        """Watch no more, until somebody listens again."""
        with self._lock:
            watching, self._watching = self._watching, None
        if watching is not None:
            watching.close()

    def _ring(self) -> None:
        with self._lock:
            bells = tuple(self._bells)
        for bell in bells:
            bell.ring()


class _Watching:
    """The watches that are open, each followed by a thread."""

    def __init__(
        self, api: Api, paths: tuple[str, ...], clock: Clock, changed: Callable[[], None]
    ) -> None:
        self._api = api
        self._clock = clock
        self._changed = changed
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._streams: dict[str, Stream] = {}
        self._threads = [
            threading.Thread(target=self._follow, args=(path,), name="watch", daemon=True)
            for path in paths
        ]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """End every watch and wait for its thread."""
        with self._lock:
            self._ending.set()
            streams = tuple(self._streams.values())
        for stream in streams:
            stream.close()
        for thread in self._threads:
            thread.join()

    def _follow(self, path: str) -> None:
        while not self._ending.is_set():
            try:
                stream = self._api.stream(path, _WATCH)
            except TraderAdminError:
                self._clock.wait(self._ending, _REOPEN_SECONDS)
                continue
            if not self._opened(path, stream):
                stream.close()
                return
            for _ in stream.lines():
                self._changed()

    def _opened(self, path: str, stream: Stream) -> bool:
        with self._lock:
            self._streams[path] = stream
            return not self._ending.is_set()
