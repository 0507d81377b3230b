"""How long a transaction waits for what it asked for."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Deadlines in seconds, each counted from the start of its own part.

    Attributes:
        pause: for one service to be gone.
        resume: for one service to be ready again.
        verify: for all services to prove the file, after they are ready.
        poll: between two looks while verifying.
    """

    pause: float = 120.0
    resume: float = 300.0
    verify: float = 30.0
    poll: float = 0.02

    @classmethod
    def on_cluster(cls, pause: float, resume: float) -> Self:
        """Those of a cluster; each look there costs its API server something."""
        return cls(pause=pause, resume=resume, poll=0.1)
