"""One service of the fake target: its count, its generation of instances, what it can show."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from traderadmin.contract.journal import ReplicaRecord
from traderadmin.contract.status import ServiceStatus, SessionStatus
from traderadmin.targets.states import Instance, Phase, ProofLevel, ServiceState


@dataclass
class FakeService:
    """A service that does at once what it is told."""

    name: str
    order: int
    wanted: int = 1
    generation: int = 1
    record: ReplicaRecord | None = None
    answers: bool = True
    ready: bool = True
    revision: str = ""
    started: datetime = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    pods: tuple[Instance, ...] = ()
    """What is observed of it, in place of one process for each that is wanted."""
    problem: str = ""
    lost: str = ""
    """Why it is not known what it does."""
    facts: dict[str, Any] = field(default_factory=dict)
    """What it tells on `/status` beside what every service does."""
    clock_ahead: float = 0.0

    def state(self, now: datetime, session: SessionStatus | None) -> ServiceState:
        """The service as observed."""
        if self.lost:
            problem = self.lost
            return ServiceState(self.name, "", self.order, Phase.UNKNOWN, 0, 0, problem=problem)
        if self.pods:
            return self._of_pods()
        phase = Phase.RUNNING if self.ready else Phase.STARTING
        proof = ProofLevel.PROVEN if self.answers else ProofLevel.RESTARTED
        return ServiceState(
            name=self.name,
            identity=f"uid-{self.name}",
            order=self.order,
            phase=phase if self.wanted else Phase.STOPPED,
            wanted=self.wanted,
            ready=self.wanted if self.ready else 0,
            record=self.record,
            proof=proof if self.wanted else None,
            instances=tuple(self._instance(n, now, session) for n in range(self.wanted)),
        )

    def _of_pods(self) -> ServiceState:
        ready = sum(pod.ready for pod in self.pods)
        return ServiceState(
            name=self.name,
            identity=f"uid-{self.name}",
            order=self.order,
            phase=Phase.RUNNING if ready == self.wanted else Phase.STARTING,
            wanted=self.wanted,
            ready=ready,
            record=self.record,
            proof=ProofLevel.PROVEN,
            instances=self.pods,
            problem=self.problem,
        )

    def _instance(self, number: int, now: datetime, session: SessionStatus | None) -> Instance:
        return Instance(
            identity=f"{self.name}-{self.generation}-{number}",
            label=f"process {4000 + self.generation}",
            started=self.started,
            ready=self.ready,
            status=self._status(now, session) if self.answers else None,
            asked=now,
            sent=now,
            port=41873,
        )

    def _status(self, now: datetime, session: SessionStatus | None) -> ServiceStatus:
        return ServiceStatus(
            service=self.name,
            version="1",
            now=now + timedelta(seconds=self.clock_ahead),
            config_revision=self.revision,
            config_error=None,
            started=self.started,
            session=session if self.name == "orchestrator" else None,
            facts=self.facts,
        )
