"""Keeping the machine awake while a change is applied, where the platform can."""

import ctypes
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_log = logging.getLogger("traderadmin.gui")
_WHY = "A configuration is being applied"
_ES_CONTINUOUS = 0x80000000
_ES_SYSTEM_REQUIRED = 0x00000001
_END_SECONDS = 2.0


@contextmanager
def kept_awake() -> Iterator[None]:
    """No sleep of the machine inside the block; silently without effect where that cannot be."""
    if sys.platform == "win32":
        with _kept_awake_on_windows():
            yield
        return
    helper = _start(_command())
    try:
        yield
    finally:
        if helper is not None:
            _end(helper)


def _command() -> tuple[str, ...]:
    """A program that keeps the machine awake until its input ends, or this process does."""
    if sys.platform == "darwin":
        return ("/usr/bin/caffeinate", "-i", "-w", str(os.getpid()))
    inhibit = shutil.which("systemd-inhibit")
    cat = shutil.which("cat")
    if inhibit is None or cat is None:
        return ()
    return (inhibit, "--what=sleep:idle", "--who=TraderAdmin", f"--why={_WHY}", cat)


def _start(command: tuple[str, ...]) -> "subprocess.Popen[bytes] | None":
    if not command:
        return None
    try:
        return subprocess.Popen(  # noqa: S603 - a fixed command of the platform
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError as error:
        _log.info("sleep is not inhibited: %s", error)
        return None


def _end(helper: "subprocess.Popen[bytes]") -> None:
    """End the helper we started; its own input ends with us even if this is never reached."""
    if helper.stdin is not None:
        helper.stdin.close()
    helper.terminate()
    try:
        helper.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        helper.kill()
        helper.wait()


@contextmanager
def _kept_awake_on_windows() -> Iterator[None]:
    set_state = getattr(ctypes, "windll").kernel32.SetThreadExecutionState  # noqa: B009 - absent elsewhere
    set_state(_ES_CONTINUOUS | _ES_SYSTEM_REQUIRED)
    try:
        yield
    finally:
        set_state(_ES_CONTINUOUS)
