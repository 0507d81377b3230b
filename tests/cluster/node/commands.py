"""Running other programs, with a sentence for each way in which that fails."""

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from traderadmin.errors import TraderAdminError

_LAST_LINES = 15

ISOLATED = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
"""Put before a command: what it mounts and starts is gone when it ends, however it ends."""


def run(
    *command: str | Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    text: str | None = None,
    seconds: float | None = None,
) -> str:
    """What a command printed. Raises: TraderAdminError with its last lines when it fails."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words,
            check=False,
            capture_output=True,
            text=True,
            input=text or "",
            cwd=cwd,
            env=None if env is None else {**os.environ, **env},
            timeout=seconds,
        )
    except OSError as error:
        message = f"{words[0]} cannot be started: {error.strerror}."
        raise TraderAdminError("Cluster not available", message) from error
    except subprocess.TimeoutExpired as error:
        message = f"`{shlex.join(words)}` did not end within {seconds:g} s."
        raise TraderAdminError("Cluster not available", message) from error
    if done.returncode != 0:
        raise TraderAdminError("Cluster not available", _failure(words, done))
    return done.stdout


def _failure(words: Sequence[str], done: subprocess.CompletedProcess[str]) -> str:
    lines = (done.stderr.strip() or done.stdout.strip()).splitlines()[-_LAST_LINES:]
    said = "\n".join(lines) or "It said nothing."
    return f"`{shlex.join(words)}` failed with exit code {done.returncode}:\n{said}"


def find(program: str) -> str | None:
    """Where a program is; the folders of system programs are searched even if not on PATH."""
    return shutil.which(program, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")
