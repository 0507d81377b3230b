"""Kubernetes targets as they are remembered: by name, and pinned to one cluster and namespace."""

import dataclasses
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Self

from traderadmin.errors import NotFoundError, RefusedError, TraderAdminError
from traderadmin.store import wording
from traderadmin.store.atomic import read_regular, replace_file
from traderadmin.targets.savedshape import checked

TARGETS_FILE: Final = "targets.json"
PAUSE_SECONDS: Final = 120.0
RESUME_SECONDS: Final = 300.0
_VERSION = 1
_LIMIT = 1024 * 1024
_NOT_SAVED = "Target not saved"


@dataclass(frozen=True, slots=True)
class PickedService:
    """A service picked by hand: the Deployment `deployment` takes part as `name`."""

    name: str
    deployment: str
    order: int


@dataclass(frozen=True, slots=True)
class SavedTarget:
    """Everything needed to find a target again, and to notice that it is another one.

    Attributes:
        name: what people call it; unique.
        context: the kubeconfig's context.
        namespace: where the services run.
        server: URL of the API server it was saved with; empty means not pinned.
        namespace_uid: UID of the namespace it was saved with; empty means not pinned.
        kubeconfig: the file to read; empty for the usual places (KUBECONFIG, ~/.kube/config).
        services: those picked by hand; empty means all that carry the labels.
        claim: the PersistentVolumeClaim that holds the configuration.
        path: of the configuration file within that volume ("config/config.toml").
        state_path: of the folder within that volume that holds the halt record.
        keeper: name of the keeper's StatefulSet.
        schema: a JSON schema on this machine; empty for the volume's own, else the shipped one.
        production: marked by the operator: coloured, and asks once before an apply.
        pause_seconds, resume_seconds: deadlines for one service.
        ignore_owners: go on although an autoscaler or a GitOps controller owns the counts.
    """

    name: str
    context: str
    namespace: str
    server: str = ""
    namespace_uid: str = ""
    kubeconfig: str = ""
    services: tuple[PickedService, ...] = ()
    claim: str = "traderadmin-config"
    path: str = "config/config.toml"
    state_path: str = "state"
    keeper: str = "traderadmin-keeper"
    schema: str = ""
    production: bool = False
    pause_seconds: float = PAUSE_SECONDS
    resume_seconds: float = RESUME_SECONDS
    ignore_owners: bool = False

    @property
    def config_location(self) -> str:
        """Where `config.toml` is, for people."""
        return f"{self.namespace}/{self.claim}:{self.path}"

    def pinned_to(self, server: str, namespace_uid: str) -> Self:
        """The same target, to be refused on any other cluster or namespace."""
        return dataclasses.replace(self, server=server, namespace_uid=namespace_uid)

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Read what `to_json` wrote. Raises: ValueError saying what is wrong with it."""
        values = dict(checked(cls, data))
        picked = (checked(PickedService, item) for item in values.get("services", ()))
        values["services"] = tuple(PickedService(**item) for item in picked)
        return cls(**values)


class SavedTargets:
    """The file of saved targets. Every call reads or replaces it whole."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / TARGETS_FILE

    def all(self) -> tuple[SavedTarget, ...]:
        """Every saved target, by name. Raises: TraderAdminError for a file that is damaged."""
        try:
            content, _ = read_regular(self._path, limit=_LIMIT)
            found = _entries(content)
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise self._unreadable(wording.reason(error)) from error
        except (ValueError, RecursionError) as error:
            raise self._unreadable(f"it is damaged ({error})") from error
        return tuple(sorted(found, key=lambda target: target.name.casefold()))

    def get(self, name: str) -> SavedTarget:
        """The target of that name. Raises: NotFoundError naming those there are."""
        known = self.all()
        for target in known:
            if target.name == name:
                return target
        names = ", ".join(target.name for target in known) or "none"
        raise NotFoundError(
            "No such target",
            f"No target {name!r} is saved here. Saved: {names}.",
            "Add it with `traderadmin targets add`, or with Connect… in the window.",
        )

    def put(self, target: SavedTarget, *, replace: bool = False) -> None:
        """Save a target. Raises: RefusedError where the name is taken, TraderAdminError."""
        others = [known for known in self.all() if known.name != target.name]
        if not replace and len(others) != len(self.all()):
            message = f"There is a target {target.name!r} already; it was left as it is."
            raise RefusedError(_NOT_SAVED, message, "Choose another name, or remove that one.")
        self._write((*others, target))

    def remove(self, name: str) -> None:
        """Forget a target; nothing in its cluster is touched. Raises: NotFoundError."""
        gone = self.get(name)
        self._write(tuple(known for known in self.all() if known != gone))

    def _write(self, targets: tuple[SavedTarget, ...]) -> None:
        data = {"version": _VERSION, "targets": [target.to_json() for target in targets]}
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(self._path, wording.json_bytes(data, indent=1))
        except OSError as error:
            message = f"{self._path} could not be written: {wording.reason(error)}."
            raise TraderAdminError(_NOT_SAVED, message, wording.hint(error)) from error

    def _unreadable(self, why: str) -> TraderAdminError:
        message = f"{self._path} cannot be read: {why}."
        hint = "Put that right, or move the file away and connect to the targets again."
        return TraderAdminError("Saved targets cannot be read", message, hint)


def _entries(content: bytes) -> list[SavedTarget]:
    """What the file holds. Raises: ValueError, which names the entry at fault."""
    data = json.loads(content)
    items = data.get("targets") if isinstance(data, dict) else None
    if not isinstance(items, list):
        message = "it has no list of targets"
        raise ValueError(message)  # noqa: TRY004 - the data's fault, not a caller's
    found = []
    for place, item in enumerate(items, start=1):
        try:
            found.append(SavedTarget.from_json(item))
        except ValueError as error:
            name = item.get("name") if isinstance(item, dict) else None
            called = f" ({name!r})" if isinstance(name, str) else ""
            message = f"entry {place}{called}: {error}"
            raise ValueError(message) from error
    return found
