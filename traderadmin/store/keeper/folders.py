"""The folders a keeper works in, and the watch that nothing leads it out of them."""

import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from traderadmin.contract.names import HISTORY_FILE, SCHEMA_FILE
from traderadmin.errors import RefusedError
from traderadmin.store import wording
from traderadmin.store.fence import FENCE_FILE

_OWN = frozenset({SCHEMA_FILE, HISTORY_FILE, FENCE_FILE})
_LONGEST_NAME = 200
"""Leaves room for what the names of backups and temporary files add."""
_TITLE = "The config keeper refused"


@dataclass(frozen=True, slots=True)
class Folders:
    """A volume's root, the two folders on it, and the name of the configuration."""

    root: Path
    config: Path
    state: Path
    file: str

    @classmethod
    def at(cls, root: str, config: str, state: str, file: str) -> Self:
        """The folders, `config` and `state` relative to `root`; they need not exist yet.

        Raises: RefusedError when there is no such volume, or one of them is not on it.
        """
        if not _is_plain(file):
            message = f"{file!r} cannot be the name of the configuration."
            raise RefusedError(_TITLE, message, "Give the name alone, for example config.toml.")
        try:
            base = Path(root).resolve(strict=True)
        except (OSError, RuntimeError) as error:
            why = wording.reason(error) if isinstance(error, OSError) else "it leads in a circle"
            message = f"The volume {root} cannot be used: {why}."
            raise RefusedError(_TITLE, message, "Check where the volume is mounted.") from error
        return cls(base, _resolved(base, base / config), _resolved(base, base / state), file)

    def check_config(self) -> None:
        """The folder and its files are no links out of it. Raises: RefusedError."""
        _resolved(self.root, self.config)
        for name in (self.file, *_OWN):
            _refuse_what_is_no_file(self.config / name)

    def check_state(self) -> None:
        """The folder is no link out of the volume. Raises: RefusedError."""
        _resolved(self.root, self.state)


def _is_plain(name: str) -> bool:
    """Whether it names a file in a folder, and none that has another meaning there."""
    plain = Path(name).name == name and name.isprintable() and name not in {"", ".", ".."}
    return plain and name not in _OWN and len(name.encode()) <= _LONGEST_NAME


def _resolved(root: Path, folder: Path) -> Path:
    """Where `folder` really is. Raises: RefusedError when that is not below `root`."""
    nowhere = RefusedError(_TITLE, f"{folder} leads nowhere.", "Move the symbolic link away.")
    try:
        real = folder.resolve()
    except (OSError, RuntimeError) as error:
        raise nowhere from error
    if real.is_symlink():  # a circle, as Python 3.13 gives it back
        raise nowhere
    if not real.is_relative_to(root):
        message = f"{folder} leads to {real}, out of the volume {root}."
        raise RefusedError(_TITLE, message, "Use a folder that is on the volume itself.")
    return real


def _refuse_what_is_no_file(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except OSError:
        return  # using it says more exactly what is wrong
    if stat.S_ISREG(mode):
        return
    if stat.S_ISLNK(mode):
        what = f"a symbolic link to {path.readlink()}"
    else:
        what = "a folder" if stat.S_ISDIR(mode) else "no regular file"
    message = f"{path} is {what}. The keeper uses files in its own folder only."
    raise RefusedError(_TITLE, message, "Put the file itself there.")
