"""The operating system's refusals in words a person can act on, and words as bytes."""

import errno
import json
from collections.abc import Mapping
from typing import Any

_HINTS = {
    errno.ENOSPC: "Free some space on that volume and try again.",
    errno.EDQUOT: "Your disk quota is used up; free some space and try again.",
    errno.EROFS: "The volume is mounted read-only; mount it writable and try again.",
    errno.EACCES: "Check the permissions of the folder and of the file.",
    errno.EPERM: "Check the owner and the permissions of the folder and of the file.",
    errno.EFBIG: "Make the file smaller, or raise the limit for the size of files (ulimit -f).",
    errno.EISDIR: "Move what is there away, then try again.",
    errno.ENOTDIR: "Choose a folder that can be made, or move that file away.",
    errno.ELOOP: "Move the symbolic link away, then try again.",
}


def reason(error: OSError) -> str:
    """What went wrong, without a path and a full stop ("No space left on device")."""
    return (error.strerror or str(error)).rstrip(".")


def hint(error: OSError) -> str:
    """What to do about it; empty where nothing general helps."""
    return _HINTS.get(error.errno or 0, "")


def json_bytes(data: Mapping[str, Any], *, indent: int | None = None) -> bytes:
    """JSON in UTF-8 for files that people read too, compact unless indented.

    What is no text (bytes of a command line that no encoding explains) becomes a question mark:
    an odd reason must not keep a halt from being stored.
    """
    separators = (",", ":") if indent is None else None
    text = json.dumps(data, ensure_ascii=False, indent=indent, separators=separators)
    return text.encode("utf-8", "replace")
