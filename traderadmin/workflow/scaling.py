"""Stopping and restoring services under a journal: the pause and resume steps, and undoing them."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby, pairwise

from traderadmin.contract.history import Event
from traderadmin.contract.journal import Journal, JournalService, ReplicaRecord, Step
from traderadmin.errors import TraderAdminError
from traderadmin.targets.port import Patience, never
from traderadmin.targets.states import Phase, Resumed, ServiceState
from traderadmin.workflow.events import ServiceChanged
from traderadmin.workflow.run import Run
from traderadmin.workflow.words import count_text, joined, plural

Group = tuple[JournalService, ...]


def groups(run: Run, services: Iterable[JournalService]) -> list[Group]:
    """Services by pause order: those of one group are scaled together."""

    def order(service: JournalService) -> int:
        state = run.before.get(service.name)
        return state.order if state else 0

    return [tuple(found) for _, found in groupby(sorted(services, key=order), key=order)]


def pause_services(run: Run, by: str) -> None:
    """The pause step: producers first, each marked in the journal before it is touched.

    Raises: TraderAdminError of the first service that could not be paused.
    """
    with run.step(Step.PAUSE) as report:
        mine = [service for service in run.journal.services if service.count > 0]
        for service in run.journal.services:
            if service.count == 0:
                _leave_alone(run, service)
        ordered = groups(run, mine)
        _announce_waiting(run, Step.PAUSE, ordered)
        for group in ordered:
            run.cancel.check()
            pause_group(run, group, by, cancelled=run.cancel.is_requested)
        report.detail = f"{plural(len(mine), 'service')} stopped" if mine else "Nothing was running"


def pause_group(run: Run, group: Group, by: str, *, cancelled: Callable[[], bool] = never) -> None:
    """Pause the services of one order together. Raises: the first one's TraderAdminError."""
    run.write_journal(_touching(run.journal.at(Step.PAUSE), group))
    errors = _together(group, lambda service: _pause(run, service, by, cancelled))
    for error in errors.values():
        raise error


def _touching(journal: Journal, group: Group) -> Journal:
    for service in group:
        journal = journal.touching(service.name)
    return journal


def _pause(run: Run, service: JournalService, by: str, cancelled: Callable[[], bool]) -> None:
    watcher = run.watcher(Step.PAUSE, service.name, count_text)
    patience = Patience(run.timeouts.pause, cancelled, watcher)
    try:
        run.target.pause(service.name, ReplicaRecord(service.count, by), patience)
    except TraderAdminError as error:
        watcher.settle(error.message, failed=True)
        raise
    watcher.settle(f"Stopped, was {service.count}")


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
    if not touched:
        return {}
    ordered = groups(run, touched)[::-1]
    if step is Step.RESUME:
        _announce_waiting(run, step, ordered)
    with ThreadPoolExecutor(max_workers=len(touched)) as pool:
        pending = []
        for group in ordered:
            resumptions = [_Resumption(run, service, step) for service in group]
            pending += [pool.submit(resumption.attempt) for resumption in resumptions]
            for resumption in resumptions:
                resumption.under_way.wait()
        done = [future.result() for future in pending]
    return {name: error for name, error in done if error is not None}


class _Resumption:
    """One service coming back; `under_way` is set once it is set going, or has failed."""

    def __init__(self, run: Run, service: JournalService, step: Step) -> None:
        self.under_way = threading.Event()
        self._run = run
        self._service = service
        self._step = step
        self._watcher = run.watcher(step, service.name, _starting)

    def attempt(self) -> tuple[str, TraderAdminError | None]:
        """Bring it back; its name, and how that failed, if it did."""
        try:
            self._resume()
        except TraderAdminError as error:
            self._watcher.settle(error.message, failed=True)
            return self._service.name, error
        finally:
            self.under_way.set()
        return self._service.name, None

    def _resume(self) -> None:
        run, service = self._run, self._service
        patience = Patience(run.timeouts.resume, never, self._observe)
        record = ReplicaRecord(service.count, run.journal.apply_id)
        how = run.target.resume(service.name, record, patience)
        if how is Resumed.RESTORED:
            self._watcher.settle("Ready")
        elif self._step is Step.PAUSE:
            self._watcher.settle("Never stopped")
        else:
            self._watcher.settle("Was running already, kept")
            if run.event is not Event.RECOVER:
                run.warnings.append(
                    f"{service.name} was started by someone else meanwhile and was kept as it is."
                )

    def _observe(self, state: ServiceState) -> None:
        self._watcher(state)
        if state.wanted:
            self.under_way.set()


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


def _together(group: Group, work: Callable[[JournalService], None]) -> dict[str, TraderAdminError]:
    """Do `work` for each service of a group at once; the failures by name."""

    def attempt(service: JournalService) -> tuple[str, TraderAdminError | None]:
        try:
            work(service)
        except TraderAdminError as error:
            return service.name, error
        return service.name, None

    if len(group) == 1:
        done = [attempt(group[0])]
    else:
        with ThreadPoolExecutor(max_workers=len(group)) as pool:
            done = list(pool.map(attempt, group))
    return {name: error for name, error in done if error is not None}
