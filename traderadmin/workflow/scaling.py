"""Stopping and restoring services under a journal: the pause and resume steps, and undoing them."""

from collections.abc import Callable, Iterable
from itertools import groupby, pairwise

from typing_extensions import override

from traderadmin.contract.history import Event
from traderadmin.contract.journal import (
    Journal,
    JournalService,
    Operation,
    ReplicaRecord,
    Step,
)
from traderadmin.errors import TraderAdminError
from traderadmin.targets.port import Patience, never
from traderadmin.targets.states import Phase, Resumed, ServiceState
from traderadmin.workflow.errands import Errand, Group, in_order
from traderadmin.workflow.events import ServiceChanged
from traderadmin.workflow.run import Run
from traderadmin.workflow.words import count_text, joined, plural


def groups(run: Run, services: Iterable[JournalService]) -> list[Group]:
    """Services by pause order: those of one group are scaled together."""

    def order(service: JournalService) -> int:
        state = run.before.get(service.name)
        return state.order if state else 0

    return [tuple(found) for _, found in groupby(sorted(services, key=order), key=order)]


def pause_services(run: Run, by: str) -> None:
    """The pause step: producers first; the journal that came with the lock marks them all.

    Raises: TraderAdminError of the first service that could not be paused.
    """
    with run.step(Step.PAUSE) as report:
        mine = _running(run.journal)
        for service in run.journal.services:
            if service.count == 0:
                _leave_alone(run, service)
        ordered = groups(run, mine)
        _announce_waiting(run, Step.PAUSE, ordered)
        pause_in_order(run, ordered, by, run.cancel.check, run.cancel.is_requested)
        report.detail = f"{plural(len(mine), 'service')} stopped" if mine else "Nothing was running"


def stopping(journal: Journal) -> Journal:
    """`journal` as it is to be before the pause step's first effect: what may be scaled marked."""
    for service in _running(journal):
        journal = journal.touching(service.name)
    return journal.at(Step.PAUSE)


def _running(journal: Journal) -> list[JournalService]:
    return [service for service in journal.services if service.count > 0]


def pause_in_order(
    run: Run,
    ordered: list[Group],
    by: str,
    check: Callable[[], None] = lambda: None,
    cancelled: Callable[[], bool] = never,
) -> None:
    """Pause groups of services one after the other, those of one group together.

    A group follows once every program of the one before has ended; until nothing is left of any
    is waited for at the end. Raises: the first one's TraderAdminError; no group follows it.
    """
    sent: list[_Pause] = []

    def begin() -> None:
        check()
        run.lock.confirm()

    def errand(service: JournalService) -> Errand:
        sent.append(_Pause(run, service, by, cancelled))
        return sent[-1]

    try:
        failures = in_order(ordered, errand, begin)
    finally:
        for each in sent:
            run.recount(each.name, each.record.count)
    for error in failures.values():
        raise error


class _Pause(Errand):
    """One service going; the next may follow once its programs have ended.

    Attributes:
        record: what was stored when it was stopped, as far as that was seen.
    """

    def __init__(
        self, run: Run, service: JournalService, by: str, cancelled: Callable[[], bool]
    ) -> None:
        super().__init__(service.name, run.watcher(Step.PAUSE, service.name, count_text))
        self._target = run.target
        self.record = ReplicaRecord(service.count, by)
        self._patience = Patience(run.timeouts.pause, cancelled, self.observe)

    @override
    def work(self) -> str:
        self._target.pause(self.name, self.record, self._patience)
        return f"Stopped, was {self.record.count}"

    @override
    def observe(self, state: ServiceState) -> None:
        if state.record is not None and state.record.by == self.record.by:
            self.record = state.record
        super().observe(state)

    @override
    def lets_pass(self, state: ServiceState) -> bool:
        return state.wanted == 0 and all(instance.ended for instance in state.instances)


def _leave_alone(run: Run, service: JournalService) -> None:
    run.watcher(Step.PAUSE, service.name, count_text).settle("Was stopped before, stays so")
    run.warnings.append(f"{service.name} was stopped before and stays stopped.")


def resume_services(run: Run, *, step: Step = Step.RESUME) -> dict[str, TraderAdminError]:
    """Restore every touched service in reverse order; go on past failures, and return them.

    A group follows as soon as the one before is set going; all of them are waited for at the end,
    so that trading is interrupted for the slowest of them, not for their sum.

    A service above 0 already is kept: somebody decided otherwise. It is reported as a warning,
    unless `step` is PAUSE, where it means that the failed pause never reached it.
    """
    touched = [service for service in run.journal.services if service.touched and service.count]
    ordered = groups(run, touched)[::-1]
    if step is Step.RESUME:
        _announce_waiting(run, step, ordered)
    return in_order(ordered, lambda service: _Resume(run, service, step))


class _Resume(Errand):
    """One service coming back; the next may follow once it is set going."""

    def __init__(self, run: Run, service: JournalService, step: Step) -> None:
        super().__init__(service.name, run.watcher(step, service.name, _starting))
        self._run = run
        self._service = service
        self._step = step

    @override
    def work(self) -> str:
        run, service = self._run, self._service
        patience = Patience(run.timeouts.resume, never, self.observe)
        record = ReplicaRecord(service.count, run.word_on(service.name))
        how = run.target.resume(service.name, record, patience)
        if how is Resumed.RESTORED:
            return "Ready"
        if how is Resumed.LEFT_STOPPED:
            return "Stopped by an operator, stays so"
        if self._step is Step.PAUSE:
            return "Never stopped"
        if not self._may_have_run():
            run.warnings.append(
                f"{service.name} was started by someone else meanwhile and was kept as it is."
            )
        return "Was running already, kept"

    def _may_have_run(self) -> bool:
        """Whether it is no news that it runs: it was not this transaction that stopped it."""
        run = self._run
        if run.event is Event.RECOVER:
            return True
        return run.operation is Operation.RESUME and run.before[self.name].wanted > 0

    @override
    def lets_pass(self, state: ServiceState) -> bool:
        return state.wanted > 0


def _announce_waiting(run: Run, step: Step, ordered: list[Group]) -> None:
    """Say of each service but the first ones whom it waits for."""
    for earlier, group in pairwise(ordered):
        names = joined(service.name for service in earlier)
        for service in group:
            run.emit(ServiceChanged(step, service.name, None, f"Waits for {names}", 0.0))


def _starting(state: ServiceState) -> str:
    if state.phase is Phase.STARTING:
        return f"Starting, {state.ready} of {state.wanted} ready"
    return count_text(state)
