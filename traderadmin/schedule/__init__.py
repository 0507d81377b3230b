"""The trading schedule: windows and edges as pure functions of (schedule, UTC instant).

Nothing here reads a clock. `enabled` says whether anybody follows the schedule; the functions
answer as if somebody did, and whoever asks decides what that means.
"""

from traderadmin.schedule.model import DAY_NAMES, Schedule
from traderadmin.schedule.windows import (
    Edge,
    Window,
    current_window,
    is_active,
    next_edge,
    next_windows,
    windows_between,
)

__all__ = [
    "DAY_NAMES",
    "Edge",
    "Schedule",
    "Window",
    "current_window",
    "is_active",
    "next_edge",
    "next_windows",
    "windows_between",
]
