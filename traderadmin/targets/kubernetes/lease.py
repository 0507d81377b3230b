"""The Lease that is the apply lock, and what an observer can tell of its holder."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from traderadmin.clock import Clock
from traderadmin.contract.journal import Journal
from traderadmin.errors import NotFoundError, TraderAdminError
from traderadmin.targets.kubernetes import names, resources
from traderadmin.targets.kubernetes.api import Api, Json
from traderadmin.targets.kubernetes.sharing import Shared

DURATION: Final = 30
"""Seconds after which a Lease that nobody renewed has expired."""
_LONGEST_JOURNAL = 200 * 1024
"""The API allows 256 KiB of annotations on one object."""
_TITLE = "The apply lock cannot be used"


@dataclass(frozen=True, slots=True)
class Lease:
    """The Lease as it was read.

    Attributes:
        version: its resourceVersion.
        holder: who holds it; empty when nobody.
        transitions: how often it was taken over; the number the keeper's fence compares.
        duration: seconds it lasts without being renewed.
        renewed: the text of `renewTime`; only whether it changes means anything here.
        journal: what is unfinished; None when nothing is.
        damaged: there is a journal that cannot be read.
        uid: tells it from one made anew.
    """

    version: str
    holder: str
    transitions: int
    duration: int
    renewed: str
    journal: Journal | None
    damaged: bool = False
    uid: str = ""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Lease":
        """Read the API's object."""
        spec = data.get("spec") or {}
        text = (data["metadata"].get("annotations") or {}).get(names.JOURNAL_ANNOTATION)
        journal, damaged = None, False
        if text is not None:
            try:
                journal = Journal.from_json(json.loads(text))
            except (ValueError, KeyError, TypeError, AttributeError):
                damaged = True
        return cls(
            version=data["metadata"]["resourceVersion"],
            holder=spec.get("holderIdentity") or "",
            transitions=int(spec.get("leaseTransitions") or 0),
            duration=int(spec.get("leaseDurationSeconds") or DURATION),
            renewed=str(spec.get("renewTime") or ""),
            journal=journal,
            damaged=damaged,
            uid=data["metadata"]["uid"],
        )

    def readable(self) -> "Lease":
        """This Lease. Raises: TraderAdminError when its journal cannot be read."""
        if self.damaged:
            raise TraderAdminError(
                "The journal cannot be read",
                f"The annotation {names.JOURNAL_ANNOTATION} of the Lease {names.LEASE} tells of "
                "an unfinished change, but cannot be read. What it had changed is not known.",
                "Compare config.toml with its backups and the counts with what they should be, "
                "then remove that annotation.",
            )
        return self


class LeaseStore:
    """Reads and writes one namespace's Lease, and watches its holder. Thread-safe."""

    def __init__(self, api: Api, namespace: str, clock: Clock) -> None:
        self._api = api
        self._path = resources.lease(namespace, names.LEASE)
        self._namespace = namespace
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: _Sighting | None = None
        self._shared = Shared(self._read, clock)

    def read(self) -> Lease:
        """The Lease as it is. Raises: TraderAdminError; NotFoundError with what to do about it."""
        return self._shared.new()

    def recent(self) -> Lease:
        """The Lease as it was a moment ago. Raises: as `read`."""
        return self._shared.recent()

    def _read(self) -> Lease:
        try:
            lease = Lease.from_json(self._api.get(self._path))
        except NotFoundError as error:
            raise self._missing() from error
        self._observe(lease)
        return lease

    def _missing(self) -> NotFoundError:
        message = f"There is no Lease {names.LEASE} in the namespace {self._namespace}."
        # The whole of k8s/base would set images, counts and token back to what they are there.
        hint = f"Create it: `kubectl -n {self._namespace} apply -f k8s/base/lease.yaml`."
        return NotFoundError(_TITLE, message, hint)

    def is_live(self, lease: Lease) -> bool:
        """Whether its holder may still be at it.

        It is not once `renewTime` did not change for its duration by this observer's own
        monotonic clock; what the wall clocks of two machines say never matters.
        """
        if not lease.holder:
            return False
        with self._lock:
            seen = self._seen
        if seen is None or seen.lease_mark != _mark(lease):
            return True
        return self._clock.monotonic() - seen.since <= lease.duration

    def is_certain(self, lease: Lease) -> bool:
        """Whether this observer has seen the holder renew it, or has waited in vain for that."""
        if not self.is_live(lease):
            return True
        with self._lock:
            return self._seen is not None and self._seen.renewed

    def write(
        self,
        lease: Lease,
        spec: Json,
        journal: Journal | None = None,
        *,
        keep_journal: bool = False,
    ) -> Lease:
        """Change the Lease, provided it is still `lease`.

        Args:
            lease: the Lease as it was read.
            spec: what to change of its spec.
            journal: what to store as the journal; None removes it.
            keep_journal: leave the journal that stands.

        Raises: ApiConflictError, RefusedError, UnconfirmedError; NotFoundError as `read`.
        """
        metadata: Json = {"resourceVersion": lease.version}
        if not keep_journal:
            metadata["annotations"] = {
                names.JOURNAL_ANNOTATION: None if journal is None else journal_text(journal),
                names.STEP_ANNOTATION: None if journal is None else journal.step.value,
            }
        body = {"metadata": metadata, "spec": spec}
        try:
            return Lease.from_json(self._api.patch(self._path, body))
        except NotFoundError as error:
            raise self._missing() from error

    def try_write(self, lease: Lease) -> None:
        """Ask whether the Lease could be renewed. Raises: ApiConflictError, RefusedError."""
        body = {
            "metadata": {"resourceVersion": lease.version},
            "spec": {"renewTime": self.moment()},
        }
        self._api.try_patch(self._path, body)

    def moment(self) -> str:
        """Now, as the API's MicroTime wants it."""
        return micro_time(self._clock.now())

    def _observe(self, lease: Lease) -> None:
        with self._lock:
            last, mark = self._seen, _mark(lease)
            if last is None or last.lease_mark != mark:
                renewed = last is not None and last.lease_mark[0] == lease.holder
                self._seen = _Sighting(mark, self._clock.monotonic(), renewed)


@dataclass(frozen=True, slots=True)
class _Sighting:
    """Since when this observer has seen the Lease as it is, and whether it saw it renewed."""

    lease_mark: tuple[str, str, int]
    since: float
    renewed: bool


def micro_time(instant: datetime) -> str:
    """`instant` with a zone and microseconds."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def journal_text(journal: Journal) -> str:
    """The journal as an annotation; the list of changed fields gives way where it is too long."""
    data = journal.to_json()
    text = json.dumps(data, separators=(",", ":"))
    while len(text) > _LONGEST_JOURNAL and data["changed"]:
        data["changed"] = data["changed"][: len(data["changed"]) // 2]
        text = json.dumps(data, separators=(",", ":"))
    return text


def _mark(lease: Lease) -> tuple[str, str, int]:
    return lease.holder, lease.renewed, lease.transitions
