"""Waking up when something changes: watches as a hint, looking again as the truth."""

import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Final, Self

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


class Changes:
    """Watches the pods and Deployments of a namespace inside a `with` block.

    It only says *that* something changed. Whoever waits reads anew, so that nothing depends on
    the watches: without them the waits merely become polls.
    """

    def __init__(self, api: Api, namespace: str, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._paths = (resources.pods(namespace), resources.deployments(namespace))
        self._changed = threading.Event()
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._streams: dict[str, Stream] = {}
        self._threads = [
            threading.Thread(target=self._follow, args=(path,), name="watch", daemon=True)
            for path in self._paths
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self._ending.set()
            streams = tuple(self._streams.values())
        for stream in streams:
            stream.close()
        for thread in self._threads:
            thread.join()

    def forget(self) -> None:
        """What changed before is known: call it before looking."""
        self._changed.clear()

    def wait(self, seconds: float = POLL_SECONDS) -> None:
        """Until something changed since `forget`, at most `seconds`."""
        self._clock.wait(self._changed, min(seconds, POLL_SECONDS))

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
                self._changed.set()
            self._clock.wait(self._ending, 0.0)

    def _opened(self, path: str, stream: Stream) -> bool:
        with self._lock:
            self._streams[path] = stream
            return not self._ending.is_set()
