"""The apply lock of a target in memory."""

from typing import TYPE_CHECKING, Self

from traderadmin.contract.journal import Journal
from traderadmin.errors import LockHeldError

if TYPE_CHECKING:
    from tests.support.fake_target import FakeTarget


class FakeLock:
    """The fake's apply lock."""

    def __init__(self, target: "FakeTarget") -> None:
        self._target = target

    def confirm(self) -> None:
        """Held as long as the target says so."""
        if not self._target.held:
            raise LockHeldError("Lock lost", "Somebody took it over.")

    def write(self, journal: Journal) -> None:
        """Keep the journal in memory."""
        self._target.run_fault("write")
        self.confirm()
        self._target.keep(journal)

    def finish(self) -> None:
        """Drop journal and lock."""
        self._target.run_fault("finish")
        self._target.journal = None
        self._target.held = False

    def __enter__(self) -> Self:
        """Already held."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give the lock up, keep the journal."""
        self._target.held = False
