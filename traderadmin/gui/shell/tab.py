"""The tabs of the window."""

from enum import IntEnum


class Tab(IntEnum):
    """The tabs, in order."""

    SETTINGS = 0
    SERVICES = 1
    HISTORY = 2
