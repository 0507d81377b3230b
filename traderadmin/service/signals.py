"""The signals a service obeys: kept waiting until it is ready to take them.

Imports nothing else of ours: a service's `__main__` holds them before its other imports. A pod's
first process has SIGTERM thrown away that it neither handles nor holds, and would then be ended
only after the whole grace period.
"""

import signal
from typing import Final

STOP: Final = frozenset({signal.SIGTERM, signal.SIGINT})
ALL: Final = STOP | {signal.SIGUSR1}


def hold() -> None:
    """Keep them waiting, in this thread and all it starts, for whoever asks for them.

    Nothing is ever interrupted by them, and a second one during the shutdown does no harm.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, ALL)
