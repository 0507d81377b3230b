"""The preflight checklist of the local target: asked of the real folders and processes."""

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from traderadmin.contract.journal import Operation
from traderadmin.errors import NotFoundError, TraderAdminError
from traderadmin.store import wording
from traderadmin.store.atomic import staged
from traderadmin.store.directory import ConfigDirectory
from traderadmin.targets.local.paths import LocalPaths
from traderadmin.targets.local.specs import ServiceSpec
from traderadmin.targets.local.workload import Workload
from traderadmin.targets.states import Check, CheckLevel, Phase, ProofLevel, ServiceState

_MARGIN = 1024 * 1024
_PROBE = b"TraderAdmin tries whether it may write here.\n"


def folder_checks(
    paths: LocalPaths, directory: ConfigDirectory, operation: Operation
) -> Iterator[Check]:
    """The folders `operation` writes to: there, writable, with room for a save."""
    yield _writable("Configuration directory is writable", paths.config)
    if operation is not Operation.PAUSE:
        yield _writable("State directory is writable", paths.state)
        yield _writable("Log directory is writable", paths.logs)
    if operation is Operation.APPLY:
        yield _replaceable(directory)
        yield _room(directory)


def service_checks(
    workload: Workload, state: ServiceState, paths: LocalPaths, operation: Operation
) -> Iterator[Check]:
    """One service: its command, its record, its process, and the proof it can give."""
    name = workload.spec.name
    if operation is not Operation.PAUSE:
        yield _startable(workload.spec)
        yield _loggable(name, paths.log(name))
    yield _writable(f"Record of {name} can be stored", workload.folder)
    yield _stoppable(workload)
    yield _provable(state)


def _writable(title: str, folder: Path) -> Check:
    """Try it with a real file, which is gone again at the end."""
    try:
        with staged(folder / "preflight", _PROBE):
            pass
    except OSError as error:
        detail = f"Nothing can be written in {folder}: {wording.reason(error)}."
        remedy = wording.hint(error) or "Make the folder, and make it writable."
        return Check(title, CheckLevel.REFUSED, detail, remedy)
    return Check(title, CheckLevel.OK, f"{folder} takes a file.")


def _loggable(name: str, log: Path) -> Check:
    """Open the log as a start does, without making one."""
    title = f"Log of {name} can be written"
    flags = os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        os.close(os.open(log, flags))
    except FileNotFoundError:
        pass
    except OSError as error:
        detail = f"{log} cannot be written: {wording.reason(error)}."
        remedy = wording.hint(error) or "Move what is there away."
        return Check(title, CheckLevel.REFUSED, detail, remedy)
    return Check(title, CheckLevel.OK)


def _replaceable(directory: ConfigDirectory) -> Check:
    title = "config.toml can be replaced"
    path = directory.path
    if path.is_symlink():
        detail = f"{path} is a symbolic link to {path.readlink()}, which a save would cut."
        remedy = "Put the file itself there, or open the folder of the real file."
        return Check(title, CheckLevel.REFUSED, detail, remedy)
    try:
        file = directory.read()
    except NotFoundError as error:
        return Check(title, CheckLevel.REFUSED, error.message, error.hint)
    except TraderAdminError as error:
        return Check(title, CheckLevel.REFUSED, error.message, error.hint)
    return Check(title, CheckLevel.OK, f"A regular file of {len(file.content)} bytes.")


def _room(directory: ConfigDirectory) -> Check:
    """Room for the new file, the backup and a margin."""
    title = "Volume has room"
    folder = directory.path.parent
    try:
        size = directory.path.stat().st_size if directory.path.exists() else 0
        free = shutil.disk_usage(folder).free
    except OSError as error:
        detail = f"The room of {folder} cannot be told: {wording.reason(error)}."
        return Check(title, CheckLevel.REFUSED, detail, wording.hint(error))
    needed = 3 * size + _MARGIN
    detail = f"{free // 1024:,} KiB free, {needed // 1024:,} KiB needed."
    if free < needed:
        return Check(title, CheckLevel.REFUSED, detail, "Free some space on that volume.")
    return Check(title, CheckLevel.OK, detail)


def _startable(spec: ServiceSpec) -> Check:
    title = f"Program of {spec.name} is found"
    program = spec.command[0]
    if shutil.which(program) is None:
        detail = f"{program} is no program that can be run."
        return Check(title, CheckLevel.REFUSED, detail, "Check the installation.")
    module = _module_of(spec)
    if module and not _importable(module):
        detail = f"The module {module} is not installed."
        return Check(title, CheckLevel.REFUSED, detail, "Check the installation.")
    return Check(title, CheckLevel.OK, f"{module or program} can be run.")


def _module_of(spec: ServiceSpec) -> str:
    if spec.command[0] != sys.executable or "-m" not in spec.command[:-1]:
        return ""
    return spec.command[spec.command.index("-m") + 1]


def _importable(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def _stoppable(workload: Workload) -> Check:
    """Try a signal without sending one."""
    name = workload.spec.name
    title = f"{name.capitalize()} may be stopped"
    try:
        left = workload.find().left
        for process in left:
            workload.processes.signal(process, 0)
    except TraderAdminError as error:
        return Check(title, CheckLevel.REFUSED, error.message, error.hint)
    except PermissionError:
        detail = f"A process of {name} belongs to another user than {os.getuid()}."
        return Check(title, CheckLevel.REFUSED, detail, "Stop it as that user.")
    except OSError as error:
        detail = f"Its folder cannot be read: {wording.reason(error)}."
        return Check(title, CheckLevel.REFUSED, detail, wording.hint(error))
    pids = ", ".join(str(process.pid) for process in left)
    return Check(title, CheckLevel.OK, f"Process {pids}." if left else "Nothing of it runs.")


def _provable(state: ServiceState) -> Check:
    title = f"Proof of {state.name}"
    if state.phase in {Phase.FAILED, Phase.UNKNOWN}:
        remedy = "Look at its log." if state.last_log else ""
        return Check(title, CheckLevel.WARNING, state.problem, remedy)
    if state.wanted == 0:
        detail = "It is stopped, stays so during an apply, and so proves nothing."
        return Check(title, CheckLevel.OK, detail)
    if state.proof is ProofLevel.PROVEN:
        return Check(title, CheckLevel.OK, "Its /status tells which revision it runs.")
    if state.proof is ProofLevel.RESTARTED:
        detail = "It offers no /status: an apply can show that it was started anew, no more."
        return Check(title, CheckLevel.OK, detail)
    detail = state.problem or "It does not answer yet."
    return Check(title, CheckLevel.WARNING, detail, "Wait until it is ready.")
