"""A scanner that, once it was stopped, keeps the orchestrator from being stopped.

It runs a real service until SIGTERM ended that, and then makes the folder of the orchestrator's
record unwritable before it exits itself. So the first service of a pause really stops, and the
second cannot be paused: what it should be cannot be stored. It locks each time it is stopped, so
whoever cleans up stops the scanner first, then calls `unlock`, then stops the orchestrator.

Run as a program: FOLDER (the one to lock), then a module's name or a script with its arguments.
"""

import os
import runpy
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

from traderadmin.contract.names import ORCHESTRATOR, SCANNER
from traderadmin.targets.local import LocalPaths, ServiceSpec

_ROOT = Path(__file__).parents[2]


def locking_scanner(paths: LocalPaths, *command: str, order: int = 10) -> ServiceSpec:
    """A spec of the scanner that locks the orchestrator's folder of the target at `paths`.

    Args:
        paths: the target's folders.
        command: a module's name, or a script and its arguments; the real scanner by default.
        order: pause order.
    """
    folder = str(paths.service(ORCHESTRATOR))
    runs = command or ("traderadmin.scanner",)
    program = (sys.executable, str(Path(__file__)), folder, *runs)
    return ServiceSpec(SCANNER, order, program, (("PYTHONPATH", str(_ROOT)),))


def lock(folder: Path) -> None:
    """Make `folder` unwritable, for root too (an immutable folder). Raises: OSError."""
    folder.chmod(0o555)
    if os.geteuid() == 0:
        _chattr("+i", folder)


def unlock(folder: Path) -> None:
    """Undo `lock`; does nothing to a folder that is not locked, or not there."""
    if not folder.exists():
        return
    if os.geteuid() == 0:
        _chattr("-i", folder)
    folder.chmod(0o700)


def can_lock(folder: Path) -> bool:
    """Whether `lock` works here: root needs a file system with immutable folders."""
    trial = folder / "trial"
    trial.mkdir()
    try:
        lock(trial)
        (trial / "file").touch()
    except PermissionError:
        return True
    except (OSError, subprocess.SubprocessError):
        return False
    finally:
        unlock(trial)
        (trial / "file").unlink(missing_ok=True)
        trial.rmdir()
    return False


def _chattr(flag: str, folder: Path) -> None:
    subprocess.run(["chattr", flag, str(folder)], check=True, capture_output=True)  # noqa: S607


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def main() -> None:
    """Run the service, then lock the folder."""
    folder, program, *arguments = sys.argv[1:]
    # Until the service has a handler of its own, SIGTERM must still pass through `finally`.
    signal.signal(signal.SIGTERM, _leave)
    sys.argv = [program, *arguments]
    try:
        if program.endswith(".py"):
            runpy.run_path(program, run_name="__main__")
        else:
            runpy.run_module(program, run_name="__main__", alter_sys=True)
    finally:
        lock(Path(folder))


if __name__ == "__main__":
    main()
