"""Whether each service runs the file: the verify step, and the check after undoing."""

import threading
from collections.abc import Callable
from datetime import datetime

from traderadmin.contract.journal import JournalService, Step
from traderadmin.contract.revision import short
from traderadmin.errors import TraderAdminError
from traderadmin.targets.states import Instance, Phase, ServiceState
from traderadmin.workflow.run import Run
from traderadmin.workflow.words import count_text, joined, reports

States = dict[str, ServiceState]


class NotBackError(TraderAdminError):
    """Services that are not back, or not proven; `wrong` says what, by service."""

    def __init__(self, title: str, wrong: dict[str, str], hint: str = "") -> None:
        super().__init__(title, " ".join(f"{name}: {what}" for name, what in wrong.items()), hint)
        self.wrong = wrong


def verify_services(run: Run, replaced: datetime, skip: frozenset[str]) -> None:
    """The verify step: wait until each restored service proves the new file.

    Args:
        run: the transaction; its journal names the services and the revision.
        replaced: when the file was replaced; instances of services without `/status` must be newer.
        skip: services that are known not to be back.

    Raises: NotBackError.
    """

    def lacking(service: JournalService, state: ServiceState) -> str:
        return _unproven(service, state, run.journal.new_revision, replaced)

    with run.step(Step.VERIFY) as report:
        expected = [
            service
            for service in run.journal.services
            if service.touched and service.count and service.name not in skip
        ]
        wrong = wait_for(run, expected, lacking)
        left = _left_to_the_operator(run, expected)
        silent = {state.name for state in run.seen_last or () if not reports(state)}
        for service in expected:
            problem = wrong.get(service.name, "")
            well = "Restarted" if service.name in silent else "Runs this revision"
            well = "Stopped by an operator" if service.name in left else well
            watcher = run.watcher(Step.VERIFY, service.name, count_text)
            watcher.settle(problem or well, failed=bool(problem))
        if wrong:
            raise NotBackError("Failed to verify services", wrong)
        report.detail = _proof_words(
            [each.name for each in expected if each.name not in left],
            silent,
            short(run.journal.new_revision),
        )


def _proof_words(names: list[str], silent: set[str], revision: str) -> str:
    """What was proven of services; nothing where none was to be."""
    quiet = [name for name in names if name in silent]
    if not names:
        return ""
    if not quiet:
        return f"Each service reports revision {revision}"
    if quiet == names:
        return "Each service was restarted"
    return f"{joined(quiet)} restarted, all others report revision {revision}"


def not_restored(run: Run) -> dict[str, str]:
    """What is not as it was before, by service; for the check after undoing."""

    def lacking(service: JournalService, state: ServiceState) -> str:
        if state.wanted != service.count:
            return f"is at {state.wanted}, should be {service.count}."
        before = run.before.get(service.name)
        was_ready = before is None or before.ready >= service.count
        if was_ready and state.ready < service.count:
            return state.problem or f"{state.ready} of {service.count} ready."
        return ""

    touched = [service for service in run.journal.services if service.touched]
    wrong = wait_for(run, touched, lacking)
    _left_to_the_operator(run, touched)
    return wrong


def _left_to_the_operator(run: Run, services: list[JournalService]) -> frozenset[str]:
    """Those that an operator stopped meanwhile, which is their word and no failure; says so."""
    states = {state.name: state for state in run.seen_last or ()}
    left = [s.name for s in services if _is_left(run, s, states.get(s.name))]
    run.warnings.extend(
        f"{name} was stopped by an operator meanwhile and stays stopped." for name in left
    )
    return frozenset(left)


def _is_left(run: Run, service: JournalService, state: ServiceState | None) -> bool:
    return state is not None and service.count > 0 and state.is_kept_down(run.word_on(service.name))


def wait_for(
    run: Run,
    services: list[JournalService],
    lacking: Callable[[JournalService, ServiceState], str],
) -> dict[str, str]:
    """Poll until nothing is lacking or the verify deadline passed; what is lacking then."""
    if not services:
        return {}
    deadline = run.clock.monotonic() + run.timeouts.verify
    while True:
        wrong = _look(run, services, lacking)
        if not wrong or run.clock.monotonic() >= deadline:
            return wrong
        run.clock.wait(threading.Event(), run.timeouts.poll)


def _look(
    run: Run,
    services: list[JournalService],
    lacking: Callable[[JournalService, ServiceState], str],
) -> dict[str, str]:
    try:
        run.seen_last = run.target.services()
    except TraderAdminError as error:
        return {service.name: error.message for service in services}
    states = {state.name: state for state in run.seen_last}
    wrong = {}
    for service in services:
        state = states.get(service.name)
        if _is_left(run, service, state):
            continue
        if state is None:
            problem = "is gone."
        else:
            problem = state.problem if state.phase is Phase.UNKNOWN else lacking(service, state)
        if problem:
            wrong[service.name] = problem
    return wrong


def _unproven(
    service: JournalService, state: ServiceState, revision: str, replaced: datetime
) -> str:
    """Why a service is not proven to run `revision`; empty when it is."""
    if state.wanted == 0:
        return "was stopped by someone else meanwhile."
    if state.phase is Phase.FAILED or state.ready < state.wanted:
        return state.problem or f"{state.ready} of {state.wanted} ready."
    for instance in state.instances:
        problem = (
            _status_problem(instance, revision)
            if service.could_prove or instance.status is not None
            else _start_problem(instance, replaced)
        )
        if problem:
            return problem
    return "" if state.instances else "nothing of it runs."


def _status_problem(instance: Instance, revision: str) -> str:
    status = instance.status
    if status is None:
        return f"{instance.label} no longer answers on /status."
    if status.config_error:
        return f"{instance.label} refuses the file: {status.config_error}"
    if status.config_revision != revision:
        runs = short(status.config_revision) if status.config_revision else "no configuration"
        return f"{instance.label} runs {runs}, not {short(revision)}."
    return ""


def _start_problem(instance: Instance, replaced: datetime) -> str:
    if instance.started < replaced:
        return f"{instance.label} started before the file was replaced."
    return "" if instance.ready else f"{instance.label} is not ready."
