"""How far the orchestrator's clock is from this machine's: it decides when trading opens."""

from datetime import timedelta

from traderadmin.targets.states import Instance
from traderadmin.workflow.words import age_text

LARGEST_DIFFERENCE_SECONDS = 2.0
_LONGEST_WAY = timedelta(seconds=5)
"""What an answer may have taken where it was not kept when it was asked for."""


def clock_ahead(instance: Instance) -> float | None:
    """Seconds by which its clock is ahead of this machine's, at least; negative when behind.

    Its "now" was read after the question was sent and before the answer was here. Whatever lies
    between the two is no difference, so a slow answer makes no false one, and neither does an old
    one.
    """
    status, received = instance.status, instance.asked
    if status is None or received is None:
        return None
    sent = instance.sent or received - _LONGEST_WAY
    if status.now > received:
        return (status.now - received).total_seconds()
    return min(0.0, (status.now - sent).total_seconds())


def is_clock_off(ahead: float | None) -> bool:
    """Whether the two clocks are further from each other than they may be."""
    return ahead is not None and abs(ahead) > LARGEST_DIFFERENCE_SECONDS


def difference_words(ahead: float) -> tuple[str, tuple[str, ...]]:
    """A title and lines: what is, what it means, what to do."""
    span = age_text(round(abs(ahead)))
    way, when = ("ahead of", "early") if ahead > 0 else ("behind", "late")
    clock = "this machine\u2019s clock"
    return (
        f"The orchestrator\u2019s clock is {span} {way} this machine\u2019s",
        (
            f"It opens and closes the session by its own: by {clock}, {span} too {when}.",
            "Find out which of the two is wrong, and let a time server (NTP) set it.",
        ),
    )
