"""Looking at a target without being held up by one that does not answer."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from traderadmin.cli.compose import Program
from traderadmin.errors import TraderAdminError
from traderadmin.targets.states import Snapshot

_POLL = 0.05


@dataclass
class _Looks:
    """What one thread saw; the other one waits for `ended`."""

    last: Snapshot | None = None
    ended: threading.Event = field(default_factory=threading.Event)


def look_until(
    program: Program, met: Callable[[Snapshot], bool], seconds: float
) -> Snapshot | None:
    """The first look for which `met` holds, else the last one there was; None where none came.

    Returns after `seconds`, however long a look takes.
    """
    looks = _Looks()
    # Not joined: one that hangs in a call to the target is given up together with the program.
    threading.Thread(target=_look, args=(program, met, seconds, looks), daemon=True).start()
    looks.ended.wait(seconds)
    return looks.last


def _look(program: Program, met: Callable[[Snapshot], bool], seconds: float, looks: _Looks) -> None:
    clock, never = program.clock, threading.Event()
    deadline = clock.monotonic() + seconds
    while not looks.ended.is_set():
        try:
            looks.last = program.backend.snapshot()
        except TraderAdminError:
            looks.last = None
        if clock.monotonic() >= deadline or (looks.last is not None and met(looks.last)):
            looks.ended.set()
        else:
            clock.wait(never, _POLL)
