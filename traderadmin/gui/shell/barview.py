"""What the action bar shows. No Qt."""

from dataclasses import dataclass
from enum import Enum


class Mark(Enum):
    """The small icon before the second line."""

    NONE = ""
    PROBLEM = "alert-circle"
    OPEN = "wave"
    LOCKED = "lock"


@dataclass(frozen=True, slots=True)
class BarView:
    """The bar's words and what can be pressed.

    `reason` says why Apply cannot be pressed, `consequence` what pressing it brings.
    """

    headline: str
    mark: Mark = Mark.NONE
    reason: str = ""
    consequence: str = ""
    discard: str = "Discard…"
    can_discard: bool = False
    can_review: bool = False
    apply: str = "Apply Configuration"
    can_apply: bool = False
    busy: bool = False
    can_cancel: bool = False

    def line(self, *, compact: bool) -> str:
        """The second line; a narrow window drops the consequence, which Review tells too."""
        if compact:
            return self.reason
        return " ".join(part for part in (self.reason, self.consequence) if part)
