"""The journal: the durable record of an apply that has not ended."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from traderadmin.clock import parse_utc, utc_text

OPERATOR = "operator"
"""The `by` of a replica record that an operator's own word left."""


class Step(StrEnum):
    """The seven steps of an apply, in order."""

    CHECK = "check"
    LOCK = "lock"
    PAUSE = "pause"
    SAVE = "save"
    RESUME = "resume"
    VERIFY = "verify"
    RECORD = "record"


class Operation(StrEnum):
    """What kind of transaction a journal belongs to."""

    APPLY = "apply"
    PAUSE = "pause"
    RESUME = "resume"


@dataclass(frozen=True, slots=True)
class ReplicaRecord:
    """The count a service had, stored with the id of whoever scaled it to 0."""

    count: int
    by: str

    def keeps_down(self, by: str) -> bool:
        """Whether what it keeps at 0 is not `by`'s to start: only an operator undoes an operator.

        What another apply left at 0 may be started by whoever has the lock.
        """
        return self.by == OPERATOR and by != OPERATOR

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return {"count": self.count, "by": self.by}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote. Raises: KeyError, ValueError, TypeError."""
        return cls(int(data["count"]), str(data["by"]))


@dataclass(frozen=True, slots=True)
class JournalService:
    """A service as it was when the apply began.

    Attributes:
        identity: names the workload beyond its name (a UID, a process's pid and start).
        count: processes or pods it should have; 0 means it is not this apply's to resume.
        could_prove: whether it offered `/status` then; if so it must prove the new revision.
        touched: set before the first write that may scale it, so that recovery restores it.
    """

    name: str
    identity: str
    count: int
    could_prove: bool
    touched: bool = False

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return {
            "name": self.name,
            "identity": self.identity,
            "count": self.count,
            "could_prove": self.could_prove,
            "touched": self.touched,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote. Raises: KeyError, ValueError, TypeError."""
        return cls(
            str(data["name"]),
            str(data["identity"]),
            int(data["count"]),
            bool(data["could_prove"]),
            bool(data["touched"]),
        )


@dataclass(frozen=True, slots=True)
class Journal:
    """An unfinished transaction: enough to undo it, or to finish it once the file was replaced.

    Attributes:
        apply_id: unique; replica records and history name it.
        step: the step that was entered last. Services are marked before what may change them;
            that they are being started is written while they are.
        old_revision: revision the file had at the start.
        new_revision: revision it is to have; equal to `old_revision` where nothing is saved.
        backup: name of the backup, once known.
        changed: dotted paths of the changed fields (never values).
    """

    apply_id: str
    operation: Operation
    who: str
    started: datetime
    reason: str
    step: Step
    old_revision: str
    new_revision: str
    services: tuple[JournalService, ...] = ()
    changed: tuple[str, ...] = ()
    backup: str | None = None

    def at(self, step: Step) -> Self:
        """The same journal, one step on."""
        return replace(self, step=step)

    def touching(self, name: str) -> Self:
        """The same journal, with the service `name` marked as possibly changed."""
        return self._with(name, touched=True)

    def counting(self, name: str, count: int) -> Self:
        """The same journal, with the service `name` to come back to `count`."""
        return self._with(name, count=count)

    def _with(self, name: str, **changes: Any) -> Self:
        services = (
            replace(service, **changes) if service.name == name else service
            for service in self.services
        )
        return replace(self, services=tuple(services))

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return {
            "apply_id": self.apply_id,
            "operation": self.operation.value,
            "who": self.who,
            "started": utc_text(self.started),
            "reason": self.reason,
            "step": self.step.value,
            "old_revision": self.old_revision,
            "new_revision": self.new_revision,
            "services": [service.to_json() for service in self.services],
            "changed": list(self.changed),
            "backup": self.backup,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote. Raises: KeyError, ValueError, TypeError."""
        return cls(
            apply_id=str(data["apply_id"]),
            operation=Operation(data["operation"]),
            who=str(data["who"]),
            started=parse_utc(data["started"]),
            reason=str(data["reason"]),
            step=Step(data["step"]),
            old_revision=str(data["old_revision"]),
            new_revision=str(data["new_revision"]),
            services=tuple(JournalService.from_json(item) for item in data["services"]),
            changed=tuple(str(path) for path in data["changed"]),
            backup=data["backup"],
        )
