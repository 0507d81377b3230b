"""Which standing banners to show: those that two looks at the target agree on. No Qt."""

from enum import Enum
from typing import TYPE_CHECKING

from traderadmin.targets.states import Snapshot

if TYPE_CHECKING:  # its imports take long and happen on a worker thread
    from traderadmin.workflow.advice import Advice


class Verdict(Enum):
    """What a look at the target means for the banners."""

    KEEP = "keep"
    LOOK_AGAIN = "look again"
    SHOW = "show"


class Adviser:
    """Remembers what one look suggested; a single look may fall between two effects of a change."""

    def __init__(self) -> None:
        self.shown: tuple[Advice, ...] = ()
        self._candidate: tuple[Advice, ...] = ()
        self._seen_in: Snapshot | None = None

    def forget(self) -> None:
        """What was suggested before counts no longer."""
        self._seen_in = None

    def consider(self, snapshot: Snapshot, baseline: str | None, *, busy: bool) -> Verdict:
        """What to do with what a look suggests."""
        from traderadmin.workflow.advice import advice  # noqa: PLC0415 - after the window

        now = advice(snapshot, baseline, applying_here=busy)
        if now == self.shown:
            return Verdict.KEEP
        if now and (now != self._candidate or self._seen_in is None):
            self._candidate, self._seen_in = now, snapshot
            return Verdict.LOOK_AGAIN
        if now and snapshot is self._seen_in:
            return Verdict.KEEP
        self.shown = now
        return Verdict.SHOW
