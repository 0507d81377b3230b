"""What the keeper answers, as data: read from JSON, checked where that can be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from traderadmin.clock import parse_utc
from traderadmin.contract.halt import HaltRecord
from traderadmin.contract.revision import revision_of
from traderadmin.store.keeper import wire
from traderadmin.targets.states import Backup, ConfigFile, HaltState, Replaced


@dataclass(frozen=True, slots=True)
class Hello:
    """How a keeper introduces itself: its version, and the folders it works in."""

    protocol: int
    version: str
    root: str
    config: str
    state: str
    file: str

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a hello of whatever protocol. Raises: KeyError, ValueError, TypeError."""
        folders = (str(data.get(key, "")) for key in ("root", "config", "state", "file"))
        return cls(int(data["protocol"]), str(data.get("version", "unknown")), *folders)


@dataclass(frozen=True, slots=True)
class Look:
    """Everything about the volume that is looked at once a second.

    Attributes:
        revision: of the configuration; None when there is none, or it cannot be read.
        fence: the lowest holder's number that is accepted; None when it cannot be read.
        notes: why something cannot be read, in sentences.
    """

    revision: str | None
    modified: datetime | None
    fence: int | None
    halt: HaltState
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FolderReport:
    """A folder on the volume, for preflight.

    Attributes:
        problem: why it takes no file, or not enough, in a sentence; empty when all is well.
        hint: what to do about the problem.
        free: bytes; None when that cannot be told, like `inodes`.
    """

    folder: str
    problem: str
    hint: str
    free: int | None
    inodes: int | None
    read_only: bool


@dataclass(frozen=True, slots=True)
class StatusAnswer:
    """What a pod answered on `GET /status`; without a code `error` says why it did not."""

    code: int | None = None
    body: bytes = b""
    error: str = ""


def config_file(data: Mapping[str, Any]) -> ConfigFile:
    """The revision is computed here, and must be the one the keeper computed."""
    content = wire.text_to_bytes(data["content"])
    revision = revision_of(content)
    if revision != data["revision"]:
        message = "the content is not what its revision says"
        raise ValueError(message)
    return ConfigFile(content, revision, parse_utc(data["modified"]))


def backup(data: Mapping[str, Any]) -> Backup:
    """One of the listed backups."""
    return Backup(str(data["name"]), parse_utc(data["made"]), int(data["size"]))


def replaced(data: Mapping[str, Any]) -> Replaced:
    """The answer to a replace."""
    return Replaced(str(data["revision"]), str(data["backup"]), parse_utc(data["when"]))


def halt_state(data: Mapping[str, Any]) -> HaltState:
    """The halt latch."""
    record = data["record"]
    found = None if record is None else HaltRecord.from_json(record)
    return HaltState(found, str(data["unreadable"]))


def look(data: Mapping[str, Any]) -> Look:
    """The once-a-second look."""
    modified = data["modified"]
    return Look(
        revision=data["revision"],
        modified=None if modified is None else parse_utc(modified),
        fence=data["fence"],
        halt=halt_state(data["halt"]),
        notes=tuple(str(note) for note in data["notes"]),
    )


def folder_report(data: Mapping[str, Any]) -> FolderReport:
    """One folder's report."""
    return FolderReport(
        folder=str(data["folder"]),
        problem=str(data["problem"]),
        hint=str(data["hint"]),
        free=data["free"],
        inodes=data["inodes"],
        read_only=bool(data["read_only"]),
    )


def status_answer(data: Mapping[str, Any]) -> StatusAnswer:
    """One pod's answer."""
    if "error" in data:
        return StatusAnswer(error=str(data["error"]))
    return StatusAnswer(int(data["code"]), wire.text_to_bytes(data["body"]))
