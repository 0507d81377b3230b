"""Whether a folder takes a file, tried with a real one, and how much room its volume has."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from traderadmin.errors import TraderAdminError
from traderadmin.store import wording
from traderadmin.store.atomic import staged

_PROBE = b"TraderAdmin tries whether it may write here.\n"
_FILES = 8
"""Files that a save may make: temporary ones, a backup, the history, the fence, a lock."""


def look_at(folder: Path, check: Callable[[], None], needed: int) -> dict[str, Any]:
    """A JSON object: the folder, its room, and why nothing can be written in it, if so.

    `check` refuses, by raising a TraderAdminError, a folder that must not be touched.
    """
    found: dict[str, Any] = {
        "folder": str(folder),
        "problem": "",
        "hint": "",
        "free": None,
        "inodes": None,
        "read_only": False,
    }
    try:
        check()
        found |= _room(folder)
        with staged(folder / "preflight", _PROBE):
            pass
        found |= _shortage(folder, found, needed)
    except TraderAdminError as error:
        found |= {"problem": error.message, "hint": error.hint}
    except OSError as error:
        hint = wording.hint(error) or "Make the folder, and make it writable."
        problem = f"Nothing can be written in {folder}: {wording.reason(error)}."
        found |= {"problem": problem, "hint": hint}
    return found


def _room(folder: Path) -> dict[str, Any]:
    volume = os.statvfs(folder)
    return {
        "free": volume.f_bavail * volume.f_frsize,
        # A file system that makes inodes as it needs them counts none.
        "inodes": volume.f_favail if volume.f_files else None,
        "read_only": bool(volume.f_flag & os.ST_RDONLY),
    }


def _shortage(folder: Path, found: dict[str, Any], needed: int) -> dict[str, Any]:
    """The problem of a volume that is nearly full; nothing when there is room."""
    if found["free"] < needed:
        problem = (
            f"The volume of {folder} has {found['free'] // 1024:,} KiB free, "
            f"{needed // 1024:,} KiB are needed."
        )
    elif found["inodes"] is not None and found["inodes"] < _FILES:
        problem = f"The volume of {folder} has room for {found['inodes']} more files only."
    else:
        return {}
    return {"problem": problem, "hint": "Free some space on that volume."}
