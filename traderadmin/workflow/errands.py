"""Doing the same to several services, group by group, overlapping where that is safe."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from traderadmin.contract.journal import JournalService
from traderadmin.errors import TraderAdminError
from traderadmin.targets.states import ServiceState
from traderadmin.workflow.run import Watcher

Group = tuple[JournalService, ...]
_Outcome = tuple[str, TraderAdminError | None]


class Errand(ABC):
    """What is done to one service, told to whoever watches.

    Attributes:
        name: the service's.
        passable: set once the next group may follow, and at the end.
    """

    def __init__(self, name: str, watcher: Watcher) -> None:
        self.name = name
        self.passable = threading.Event()
        self._watcher = watcher

    @abstractmethod
    def work(self) -> str:
        """Do it; a note on how it ended. Raises: TraderAdminError."""

    @abstractmethod
    def lets_pass(self, state: ServiceState) -> bool:
        """Whether the next group may follow, now that the service is in this state."""

    def observe(self, state: ServiceState) -> None:
        """The observer for `Patience`."""
        self._watcher(state)
        if self.lets_pass(state):
            self.passable.set()

    def run(self) -> _Outcome:
        """Do it and settle it; the service's name, and how that failed, if it did."""
        try:
            self._watcher.settle(self.work())
        except TraderAdminError as error:
            self._watcher.settle(error.message, failed=True)
            return self.name, error
        finally:
            self.passable.set()
        return self.name, None


def in_order(
    ordered: list[Group],
    errand: Callable[[JournalService], Errand],
    begin: Callable[[], None] | None = None,
) -> dict[str, TraderAdminError]:
    """Run an errand for each service; the failures by name, once all of them have ended.

    Args:
        ordered: groups; one begins when every errand of the one before lets it pass.
        errand: makes the errand for a service.
        begin: called before each group. With it, no group follows one that has failed.

    Raises: whatever `begin` does, once all errands under way have ended.
    """
    pending: list[Future[_Outcome]] = []
    with ThreadPoolExecutor(max_workers=max(1, sum(map(len, ordered)))) as pool:
        for group in ordered:
            if begin is not None:
                if any(future.done() and future.result()[1] for future in pending):
                    break
                begin()
            errands = [errand(service) for service in group]
            pending += [pool.submit(each.run) for each in errands]
            for each in errands:
                each.passable.wait()
    return {name: error for name, error in (future.result() for future in pending) if error}
