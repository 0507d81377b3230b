"""The names in a folder of a volume, asked of the keeper's container without starting a keeper."""

import json
from pathlib import PurePosixPath
from typing import Final

from traderadmin.errors import TraderAdminError
from traderadmin.targets.kubernetes import names
from traderadmin.targets.kubernetes.api import Api
from traderadmin.targets.kubernetes.exec import ExecTransport
from traderadmin.targets.saved import SavedTarget

_OUT: Final = "it leads out of the volume"
_PROGRAM: Final = f"""
import json, os, sys
root, folder = (os.path.realpath(path) for path in sys.argv[1:])
try:
    if os.path.commonpath([root, folder]) != root:
        raise OSError(0, {_OUT!r})
    told = [entry.name + "/" * entry.is_dir(follow_symlinks=False) for entry in os.scandir(folder)]
    print(json.dumps({{"names": [os.fsencode(name).decode("utf-8", "replace") for name in told]}}))
except OSError as error:
    print(json.dumps({{"problem": error.strerror}}))
"""
"""Runs with whatever version the image has; only there is known where a link leads."""


def names_in(api: Api, draft: SavedTarget, folder: str) -> tuple[str, ...]:
    """Sorted; folders end in a slash. Raises: TraderAdminError, also for a path that leads out."""
    path = PurePosixPath(folder)
    if path.is_absolute() or ".." in path.parts:
        raise _no_such(folder, _OUT)
    where = str(PurePosixPath(names.KEEPER_ROOT) / path)
    command = ("python3", "-I", "-S", "-c", _PROGRAM, names.KEEPER_ROOT, where)
    pod, container = f"{draft.keeper}-0", names.KEEPER_CONTAINER
    transport = ExecTransport(api, draft.namespace, pod, container, command)
    try:
        told = json.loads(b"".join(iter(transport.receive, b"")))
    except ValueError as error:
        raise TraderAdminError(
            "No listing of the volume",
            f"The keeper's container in {draft.namespace}/{pod} gave no listing of {folder}.",
            f"Try again; `kubectl logs {pod}` may tell more.",
        ) from error
    finally:
        transport.close()
    if "problem" in told:
        raise _no_such(folder, told["problem"])
    return tuple(sorted(told["names"]))


def _no_such(folder: str, why: str) -> TraderAdminError:
    message = f"{folder} cannot be looked into: {why}."
    return TraderAdminError("No such folder", message, "Name a folder of the volume.")
