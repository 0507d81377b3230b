"""What a service adds to the shared runtime."""

from collections.abc import Callable, Iterable, Mapping
from signal import Signals
from typing import Any, Protocol

from traderadmin.contract.status import SessionStatus
from traderadmin.service.http import Route
from traderadmin.service.metrics import Metric


class Part(Protocol):
    """The service's own work. Called from the runtime's threads, never two of `take` at once."""

    @property
    def name(self) -> str:
        """The service's name, as in `contract.names`."""
        ...

    @property
    def routes(self) -> tuple[Route, ...]:
        """What it answers beside the four common endpoints."""
        ...

    @property
    def signals(self) -> Mapping[Signals, Callable[[], None]]:
        """What it does on signals (SIGUSR1) beside those that stop it."""
        ...

    def take(self, values: Mapping[str, Any]) -> None:
        """Put a valid configuration in force as a whole.

        Raises: TraderAdminError; then nothing of it is in force.
        """
        ...

    def refused(self, problem: str) -> None:
        """A new file is not in force, because of `problem`; what was in force still is."""
        ...

    def start(self) -> None:
        """Begin to work; the first look at the configuration is over."""
        ...

    def stop_taking_work(self) -> None:
        """Take no work from now on; returns at once."""
        ...

    def finish(self) -> None:
        """Finish what is in flight, within its own deadline, and end every thread."""
        ...

    def not_ready(self) -> str:
        """Why it is not ready, though its configuration is good; empty when it is."""
        ...

    def session(self) -> SessionStatus | None:
        """The trading session, from the service that holds it."""
        ...

    def facts(self) -> Mapping[str, Any]:
        """Its own facts for `/status`."""
        ...

    def metrics(self) -> Iterable[Metric]:
        """Its own metrics."""
        ...
