"""The trading schedule: windows and edges as pure functions of (schedule, UTC instant).

Nothing here reads a clock. `enabled` says whether anybody follows the schedule; the functions
answer as if somebody did, and whoever asks decides what that means. `schedule.lint` looks for
what is valid and yet hardly meant; `schedule.week` tells the days to come, `schedule.clocks` the
hours of a zone, and `schedule.zones` knows the names of time zones.
"""

from traderadmin.schedule.explaining import Explanation, Why, explain
from traderadmin.schedule.model import DAY_NAMES, Schedule
from traderadmin.schedule.windows import (
    HORIZON_DAYS,
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
    "HORIZON_DAYS",
    "Edge",
    "Explanation",
    "Schedule",
    "Why",
    "Window",
    "current_window",
    "explain",
    "is_active",
    "next_edge",
    "next_windows",
    "windows_between",
]
