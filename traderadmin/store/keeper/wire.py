"""What the keeper and its client put into messages: bytes, files, errors. Shared by both."""

import binascii
from collections.abc import Mapping
from typing import Any

from traderadmin.errors import (
    LockHeldError,
    NotFoundError,
    RefusedError,
    RevisionConflictError,
    TraderAdminError,
    UnconfirmedError,
)

PROTOCOL = 1
"""Grows with each change that an older side would misunderstand."""
STATUSES_LIMIT = 64
"""Most addresses in one request for statuses."""

_KINDS: dict[str, type[TraderAdminError]] = {
    "not_found": NotFoundError,
    "conflict": RevisionConflictError,
    "lock_held": LockHeldError,
    "refused": RefusedError,
    "unconfirmed": UnconfirmedError,
    "failed": TraderAdminError,
}
"""Subclasses before their bases."""


def bytes_to_text(content: bytes) -> str:
    """Bytes as they stand in a message."""
    return binascii.b2a_base64(content, newline=False).decode("ascii")


def text_to_bytes(text: str) -> bytes:
    """What `bytes_to_text` wrote. Raises: ValueError."""
    return binascii.a2b_base64(text, strict_mode=True)


def error_to_json(error: TraderAdminError) -> dict[str, Any]:
    """An error as it stands in an answer; a kind of its own becomes the nearest known one."""
    kind = next(kind for kind, known in _KINDS.items() if isinstance(error, known))
    return {"kind": kind, "title": error.title, "message": error.message, "hint": error.hint}


def error_from_json(data: Mapping[str, Any]) -> TraderAdminError:
    """The error of an answer; an unknown kind is a failure. Raises: KeyError, TypeError."""
    made = _KINDS.get(data["kind"], TraderAdminError)
    return made(str(data["title"]), str(data["message"]), str(data.get("hint", "")))
