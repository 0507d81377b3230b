"""`python -m traderadmin.store.keeper.prepare`: the keeper pod's first step.

Makes the folders where there are none, and puts the template on an empty volume. A folder that
holds anything, and a configuration of another name, are somebody's own: nothing is written there.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from traderadmin.clock import Clock, SystemClock
from traderadmin.contract.names import CONFIG_FILE, HISTORY_FILE
from traderadmin.errors import RefusedError, TraderAdminError
from traderadmin.store import wording
from traderadmin.store.atomic import read_regular
from traderadmin.store.directory import LIMIT, ConfigDirectory
from traderadmin.store.keeper import options
from traderadmin.store.keeper.folders import Folders

_MODE = 0o770
_LOST_AND_FOUND = "lost+found"
_TITLE = "The volume cannot be prepared"


def prepare(folders: Folders, template: Path, clock: Clock) -> str:
    """What was done, in one line. Raises: TraderAdminError."""
    # In this order: who waits for the configuration's folder finds the other one ready.
    for folder in (folders.state, folders.config):
        _make(folder)
    folders.check_config()
    folders.check_state()
    directory = ConfigDirectory(folders.config, clock, folders.file, follow=False)
    if os.path.lexists(directory.path):
        return f"{directory.path} is there and was left as it is."
    missing = f"There is no {folders.file} in {folders.config}"
    if directory.backups() or (folders.config / HISTORY_FILE).exists():
        return (
            f"{missing}, but there was one: "
            "nothing was written. Put the file back, or restore a backup."
        )
    if folders.file != CONFIG_FILE:
        return f"{missing}, and the template is for {CONFIG_FILE} only: nothing was written."
    if others := _others(folders):
        return f"{missing}, but {others[0]} is there: nothing was written. Put the file there."
    try:
        directory.create(_read(template))
    except RefusedError:
        if os.path.lexists(directory.path):  # another pod's first step was faster
            return f"{directory.path} is there and was left as it is."
        raise
    return f"{template.name} was written to {directory.path}."


def _make(folder: Path) -> None:
    try:
        if folder.is_dir() and not os.access(folder, os.W_OK):
            # A kubelet makes a missing subPath as root's, for a pod that came before this one.
            with suppress(OSError):  # not empty, or not ours to remove: it is reported later
                folder.rmdir()
        if not folder.is_dir():
            folder.mkdir(parents=True)
            folder.chmod(_MODE)  # whatever the umask
    except OSError as error:
        message = f"The folder {folder} cannot be made: {wording.reason(error)}."
        raise TraderAdminError(_TITLE, message, wording.hint(error)) from error


def _others(folders: Folders) -> list[str]:
    """What the configuration's folder holds, apart from what belongs to an empty volume."""
    try:
        names = sorted(path.name for path in folders.config.iterdir())
    except OSError as error:
        message = f"The folder {folders.config} cannot be read: {wording.reason(error)}."
        raise TraderAdminError(_TITLE, message, wording.hint(error)) from error
    # Another pod's start may be writing it; one that was cut short left its lock or a temporary.
    expected = {folders.file, _LOST_AND_FOUND}
    return [
        name
        for name in names
        if name not in expected and folders.config / name != folders.state
        if not name.startswith(f".{folders.file}.")
    ]


def _read(template: Path) -> bytes:
    try:
        return read_regular(template, limit=LIMIT)[0]
    except OSError as error:
        message = f"The template {template} cannot be read: {wording.reason(error)}."
        raise TraderAdminError(_TITLE, message, wording.hint(error)) from error


def main(arguments: Sequence[str]) -> int:
    """Prepare the volume and say so; the exit code."""
    parser = options.parser("python -m traderadmin.store.keeper.prepare", __doc__)
    parser.add_argument("--template", required=True, type=Path, help="the first configuration")
    named = parser.parse_args(arguments)
    try:
        done = prepare(options.folders(named), named.template, SystemClock())
    except TraderAdminError as error:
        sys.stderr.write(f"{error.title}: {error.message} {error.hint}\n")
        return 1
    sys.stdout.write(f"{done}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
