"""What ends the thread of APScheduler, while the scheduler says that it runs."""

from apscheduler.triggers.base import BaseTrigger
from typing_extensions import override


class BrokenTrigger(BaseTrigger):  # type: ignore[misc] # APScheduler 3 has no types
    """Raises where APScheduler does not expect it, which ends its thread."""

    @override
    def get_next_fire_time(self, previous_fire_time: object, now: object) -> object:
        if previous_fire_time is None:
            return now
        message = "broken"
        raise RuntimeError(message)
