"""The order in which services are stopped and started, and how far groups may overlap."""

import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from typing_extensions import override

from traderadmin.contract.journal import JournalService
from traderadmin.errors import LockHeldError, TraderAdminError
from traderadmin.targets.states import Instance, Phase, ServiceState
from traderadmin.workflow.errands import Errand, Group, in_order
from traderadmin.workflow.run import Watcher

SECONDS = 20.0
SCANNER = JournalService("scanner", "uid-1", 1, could_prove=True)
ORCHESTRATOR = JournalService("orchestrator", "uid-2", 1, could_prove=True)
ORDERED: list[Group] = [(SCANNER,), (ORCHESTRATOR,)]
POD = Instance("pod-1", "scanner-1", datetime(2026, 11, 25, tzinfo=UTC), ready=False)
GOING = ServiceState("scanner", "uid-1", 10, Phase.STOPPING, 0, 0, instances=(POD,))
OVER = replace(GOING, instances=(replace(POD, ended=True),))


class Silent(Watcher):
    """A watcher nobody listens to."""

    def __init__(self) -> None:
        """It needs no transaction."""

    @override
    def __call__(self, state: ServiceState) -> None:
        pass

    @override
    def settle(self, note: str, *, failed: bool = False) -> None:
        pass


class Stop(Errand):
    """Stops a service whose pod ends, and is gone only when the test says so."""

    def __init__(self, name: str, log: list[str], gone: threading.Event) -> None:
        super().__init__(name, Silent())
        self._log = log
        self._gone = gone

    @override
    def work(self) -> str:
        self._log.append(f"{self.name} told to stop")
        self.observe(GOING)
        assert not self.passable.is_set()
        self._log.append(f"{self.name} ended")
        self.observe(OVER)
        assert self._gone.wait(SECONDS)
        self._log.append(f"{self.name} gone")
        return "Stopped"

    @override
    def lets_pass(self, state: ServiceState) -> bool:
        return all(instance.ended for instance in state.instances)


class Fails(Errand):
    """Cannot be done."""

    @override
    def work(self) -> str:
        raise TraderAdminError("Failed", "It cannot be done.")

    @override
    def lets_pass(self, state: ServiceState) -> bool:
        return False


def test_that_the_next_group_follows_once_programs_have_ended_and_before_pods_are_gone() -> None:
    log: list[str] = []
    both_told = threading.Event()

    def errand(service: JournalService) -> Errand:
        if service is ORCHESTRATOR:
            assert log[:2] == ["scanner told to stop", "scanner ended"]
            assert "scanner gone" not in log
            both_told.set()
        return Stop(service.name, log, both_told)

    assert in_order(ORDERED, errand) == {}
    assert {"scanner gone", "orchestrator gone"} <= set(log)


def test_that_no_group_that_must_be_begun_follows_one_that_failed() -> None:
    begun: list[None] = []
    failures = in_order(
        ORDERED,
        lambda service: Fails(service.name, Silent()),
        lambda: begun.append(None),
    )
    assert len(begun) == 1
    assert set(failures) == {"scanner"}


def test_that_otherwise_every_group_has_its_turn() -> None:
    failures = in_order(ORDERED, lambda service: Fails(service.name, Silent()))
    assert set(failures) == {"scanner", "orchestrator"}


def test_that_a_lost_lock_lets_what_is_under_way_end_first() -> None:
    log: list[str] = []
    gone = threading.Event()

    def begin() -> None:
        if log:  # the scanner was told
            gone.set()
            raise LockHeldError("Lost", "Somebody took it over.")

    with pytest.raises(LockHeldError):
        in_order(ORDERED, lambda service: Stop(service.name, log, gone), begin)
    assert log[-1] == "scanner gone"
