"""The services as they are now: Deployments, pods, their `/status`, and why one is not ready."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Protocol

from traderadmin.clock import Clock
from traderadmin.errors import TraderAdminError
from traderadmin.targets.kubernetes.answers import Question, askable, judged, without_status
from traderadmin.targets.kubernetes.cluster import Cluster, Sight, Workload
from traderadmin.targets.kubernetes.describing import Answer, describe, describe_gone
from traderadmin.targets.kubernetes.keeper.answers import StatusAnswer
from traderadmin.targets.kubernetes.reasons import Warnings
from traderadmin.targets.kubernetes.sharing import Shared
from traderadmin.targets.states import Phase, ServiceState

_TROUBLED = frozenset({Phase.STARTING, Phase.FAILED})


class StatusSource(Protocol):
    """Whoever can reach the pods."""

    def statuses(self, addresses: Sequence[tuple[str, int]]) -> tuple[StatusAnswer, ...]:
        """What each address answers on `/status`. Raises: TraderAdminError."""
        ...


@dataclass(frozen=True, slots=True)
class Seen:
    """All services at one time, and what each of their pods said, by its UID."""

    sight: Sight
    answers: Mapping[str, Answer]


class Observer:
    """Looks at all services of a target. Thread-safe.

    Args:
        cluster: where they are.
        source: asks the pods.
        clock: dates the answers.
        last_lines: the last lines logged by a pod of a service that is not ready.
        pool: runs what can be asked at once.
    """

    def __init__(
        self,
        cluster: Cluster,
        source: StatusSource,
        clock: Clock,
        last_lines: Callable[[Workload], tuple[str, ...]],
        pool: Executor,
    ) -> None:
        self._cluster = cluster
        self._source = source
        self._clock = clock
        self._last_lines = last_lines
        self._pool = pool
        self._seen = Shared(self._look, clock)

    def services(self) -> tuple[ServiceState, ...]:
        """Every service, in pause order. Raises: TraderAdminError."""
        seen = self._seen.new()
        works, gone = seen.sight.workloads, seen.sight.gone
        states = self._pool.map(lambda work: self._state(work, seen.answers), works)
        every = (*states, *map(describe_gone, gone))
        return tuple(sorted(every, key=lambda state: (state.order, state.name)))

    def recent(self) -> Seen:
        """What there was to see a moment ago. Raises: TraderAdminError."""
        return self._seen.recent()

    def _look(self) -> Seen:
        sight = self._cluster.look()
        return Seen(sight, self._ask(sight.workloads))

    def _ask(self, workloads: Sequence[Workload]) -> dict[str, Answer]:
        """What each pod said, by its UID; that the keeper is away is said of each."""
        known = without_status(workloads)
        questions = askable(workloads)
        if not questions:
            return known
        sent = self._clock.now()
        try:
            told = self._source.statuses([_address(question) for question in questions])
        except TraderAdminError as error:
            return known | {q.pod.uid: Answer(problem=error.message) for q in questions}
        now = self._clock.now()
        for question, answer in zip(questions, told, strict=True):
            known[question.pod.uid] = replace(
                judged(question.service, answer.code, answer.body, answer.error, now), sent=sent
            )
        return known

    def _state(self, work: Workload, answers: Mapping[str, Answer]) -> ServiceState:
        """One service; only where something is wrong are events and log asked for, too."""
        state = describe(work, answers)
        if state.phase not in _TROUBLED or not work.pods:
            return state
        warnings = _telling(self._cluster.warnings(work.pods))
        lines = self._last_lines(work) if state.phase is Phase.FAILED else ()
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
