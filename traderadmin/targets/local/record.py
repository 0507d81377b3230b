"""The durable record of a service: what it should be, and which process it is."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from traderadmin.clock import parse_utc
from traderadmin.contract.journal import OPERATOR, ReplicaRecord
from traderadmin.errors import TraderAdminError
from traderadmin.store import wording
from traderadmin.store.atomic import read_regular, replace_file, sweep
from traderadmin.targets.local.processes import ProcessId

RECORD_FILE = "record.json"
RUN_LOCK_FILE = "run.lock"
RECORD_LOCK_FILE = "record.lock"
_LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    """What is stored of a service.

    Attributes:
        wanted: the count it should have now, 0 or 1.
        record: the replica record; counts only while `wanted` is 0.
        spawn: id of the last start, which the process carries in its environment.
        process: the process, once it is known; None from the intent to start until then.
        port: the port it was given last.
        started: when it was started last, UTC.
        log_offset: length of its log at that moment.
        posts_to: port of the orchestrator that it was told to post to; None for none.
    """

    wanted: int = 0
    record: ReplicaRecord | None = None
    spawn: str = ""
    process: ProcessId | None = None
    port: int | None = None
    started: datetime | None = None
    log_offset: int = 0
    posts_to: int | None = None

    def is_kept_down(self, by: str) -> bool:
        """Whether an operator stopped it, and `by` is none."""
        return not self.wanted and self.record is not None and self.record.keeps_down(by)

    def to_json(self) -> dict[str, Any]:
        """A JSON object; the start to the microsecond, because proofs compare it."""
        return {
            "wanted": self.wanted,
            "record": self.record.to_json() if self.record else None,
            "spawn": self.spawn,
            "pid": self.process.pid if self.process else None,
            "start": self.process.start if self.process else None,
            "port": self.port,
            "started": self.started.isoformat() if self.started else None,
            "log_offset": self.log_offset,
            "posts_to": self.posts_to,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote. Raises: KeyError, ValueError, TypeError."""
        record, pid, started, port = data["record"], data["pid"], data["started"], data["port"]
        return cls(
            wanted=int(data["wanted"]),
            record=ReplicaRecord.from_json(record) if record else None,
            spawn=str(data["spawn"]),
            process=ProcessId(int(pid), str(data["start"])) if pid else None,
            port=int(port) if port else None,
            started=parse_utc(started) if started else None,
            log_offset=int(data["log_offset"]),
            posts_to=int(posts_to) if (posts_to := data["posts_to"]) else None,
        )


NEVER_STARTED = ServiceRecord(record=ReplicaRecord(1, OPERATOR))
"""At 0, should be 1: so the first start is one like any other."""


class RecordFile:
    """The record in a service's own folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / RECORD_FILE

    def read(self) -> ServiceRecord:
        """The record; `NEVER_STARTED` where there is none. Raises: TraderAdminError."""
        try:
            content, _ = read_regular(self.path, limit=_LIMIT)
            return ServiceRecord.from_json(json.loads(content))
        except FileNotFoundError:
            return NEVER_STARTED
        except OSError as error:
            raise self._unreadable(wording.reason(error), wording.hint(error)) from error
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            hint = "End the service's process if there is one, then delete that file."
            raise self._unreadable("it is damaged", hint) from error

    def write(self, record: ServiceRecord) -> None:
        """Store it durably.

        Raises: NotDurableError when it is in place but may not last; OSError when nothing changed.
        """
        sweep(self.path.parent)
        replace_file(self.path, json.dumps(record.to_json()).encode())

    def _unreadable(self, why: str, hint: str) -> TraderAdminError:
        title = "A service's record cannot be read"
        message = f"{self.path} cannot be read: {why}."
        return TraderAdminError(title, message, hint)
