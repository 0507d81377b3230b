"""The services as they are now: Deployments, pods, their `/status`, and why one is not ready."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Protocol

from traderadmin.clock import Clock
from traderadmin.errors import TraderAdminError
from traderadmin.targets.kubernetes.answers import Question, askable, judged, without_status
from traderadmin.targets.kubernetes.cluster import Cluster, Workload
from traderadmin.targets.kubernetes.describing import Answer, describe
from traderadmin.targets.kubernetes.keeper.answers import StatusAnswer
from traderadmin.targets.kubernetes.reasons import Warnings
from traderadmin.targets.states import Phase, ServiceState

_TROUBLED = frozenset({Phase.STARTING, Phase.FAILED})


class StatusSource(Protocol):
    """Whoever can reach the pods."""

    def statuses(self, addresses: Sequence[tuple[str, int]]) -> tuple[StatusAnswer, ...]:
        """What each address answers on `/status`. Raises: TraderAdminError."""
        ...


@dataclass(frozen=True, slots=True)
class Observer:
    """Looks at all services of a target.

    Attributes:
        source: asks the pods.
        last_lines: the last lines logged by a pod of a service that is not ready.
        pool: runs what can be asked at once.
    """

    cluster: Cluster
    source: StatusSource
    clock: Clock
    last_lines: Callable[[Workload], tuple[str, ...]]
    pool: Executor

    def services(self) -> tuple[ServiceState, ...]:
        """Every service, in pause order. Raises: TraderAdminError."""
        workloads = self.cluster.workloads()
        answers = self._ask(workloads)
        return tuple(self.pool.map(lambda work: self._state(work, answers), workloads))

    def _ask(self, workloads: Iterable[Workload]) -> dict[str, Answer]:
        """What each pod said, by its UID; that the keeper is away is said of each."""
        works = tuple(workloads)
        known = without_status(works)
        questions = askable(works)
        if not questions:
            return known
        sent = self.clock.now()
        try:
            told = self.source.statuses([_address(question) for question in questions])
        except TraderAdminError as error:
            return known | {q.pod.uid: Answer(problem=error.message) for q in questions}
        now = self.clock.now()
        for question, answer in zip(questions, told, strict=True):
            known[question.pod.uid] = replace(
                judged(question.service, answer.code, answer.body, answer.error, now), sent=sent
            )
        return known

    def _state(self, work: Workload, answers: dict[str, Answer]) -> ServiceState:
        """One service; only where something is wrong are events and log asked for, too."""
        state = describe(work, answers)
        if state.phase not in _TROUBLED or not work.pods:
            return state
        warnings = _telling(self.cluster.warnings(work.pods))
        lines = self.last_lines(work) if state.phase is Phase.FAILED else ()
        return describe(work, answers, warnings, lines)


def _telling(warnings: Warnings) -> Warnings:
    """Without what every start brings: a probe that asks before the program is up."""
    return {
        pod: [text for text in messages if not text.startswith("Startup probe failed")]
        for pod, messages in warnings.items()
    }


def _address(question: Question) -> tuple[str, int]:
    port = question.pod.http_port
    assert port is not None  # noqa: S101 - `askable` chose only those that have one
    return question.pod.ip, port
