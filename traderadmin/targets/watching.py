"""Waiting for a service with the patience a caller gave: deadline, cancel, observer."""

import threading

from traderadmin.clock import Clock
from traderadmin.errors import CancelledError
from traderadmin.targets.port import Patience
from traderadmin.targets.states import ServiceState

_POLL = 0.005


class Watch:
    """One wait; counts its deadline from its creation."""

    def __init__(self, name: str, clock: Clock, patience: Patience) -> None:
        self._name = name
        self._clock = clock
        self._patience = patience
        self._began = clock.monotonic()
        self._pause = threading.Event()
        self._last: tuple[object, ...] | None = None

    @property
    def elapsed(self) -> float:
        """Seconds since the wait began."""
        return self._clock.monotonic() - self._began

    @property
    def is_over(self) -> bool:
        """Whether the deadline passed."""
        return self.elapsed >= self._patience.seconds

    @property
    def seconds(self) -> float:
        """The whole deadline."""
        return self._patience.seconds

    def tell(self, state: ServiceState) -> None:
        """Tell the observer if the state is another than the last."""
        instances = tuple((instance.identity, instance.ended) for instance in state.instances)
        seen = (state.phase, state.wanted, state.ready, state.record, state.problem, instances)
        if seen != self._last:
            self._last = seen
            self._patience.observe(state)

    def check(self) -> None:
        """Raises: CancelledError when the caller cancelled."""
        if self._patience.cancelled():
            title = "Cancelled"
            raise CancelledError(title, f"Waiting for {self._name} was cancelled.")

    def rest(self) -> None:
        """Wait until it is worth looking again. Raises: CancelledError."""
        self.check()
        self._clock.wait(self._pause, _POLL)
        self.check()
