"""Applies in a process of their own that die or fall asleep on the way."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.cluster.scene import Scene
from tests.support.waiting import wait_until
from traderadmin.targets.saved import SavedTarget

ROOT = Path(__file__).resolve().parents[2]
LEASE_SECONDS = 30.0
_GENEROUS = 60.0


def _started(
    saved: SavedTarget, content: bytes, folder: Path, place: str, how: str
) -> "subprocess.Popen[str]":
    target, new = folder / "target.json", folder / "new.toml"
    target.write_text(json.dumps(saved.to_json()))
    new.write_bytes(content)
    program = [sys.executable, "-m", "tests.cluster.dying_apply"]
    return subprocess.Popen(
        [*program, str(target), str(new), place, how],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def killed_apply(saved: SavedTarget, content: bytes, folder: Path, place: str) -> None:
    """Apply `content` and be killed at a place (see `dying_apply`)."""
    with _started(saved, content, folder, place, "KILL") as process:
        said, _ = process.communicate(timeout=120)
        assert process.returncode == -signal.SIGKILL, said


@contextmanager
def sleeping_apply(
    saved: SavedTarget, content: bytes, folder: Path, place: str
) -> Iterator["subprocess.Popen[str]"]:
    """Apply `content` and fall asleep at a place; inside the block it sleeps until woken."""
    with _started(saved, content, folder, place, "STOP") as process:
        try:
            wait_until(lambda: _is_stopped(process), 120, f"the apply to sleep at {place}")
            yield process
        finally:
            process.kill()


def woken(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """Wake a sleeping apply; its exit code and what it said at its end."""
    process.send_signal(signal.SIGCONT)
    said, _ = process.communicate(timeout=120)
    return process.returncode, said


def wait_for_orphan(at: Scene) -> None:
    """Until this operator, who asks once a second, has seen that nobody renews the Lease."""
    wait_until(
        lambda: at.backend.lock_state().orphaned, LEASE_SECONDS + _GENEROUS, "an orphan", poll=1.0
    )


def _is_stopped(process: "subprocess.Popen[str]") -> bool:
    assert process.poll() is None, process.communicate()[0]
    state = Path(f"/proc/{process.pid}/stat").read_text("utf-8").rpartition(") ")[2][0]
    return state == "T"
