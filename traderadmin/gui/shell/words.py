"""Sentences of the window that follow from what is observed. No Qt."""

from traderadmin.targets.states import ServiceState

_LONGEST = 24
"""Characters of a target's name on a button."""


def shown_order(services: tuple[ServiceState, ...]) -> tuple[ServiceState, ...]:
    """Services as people list them: what the others depend on first, last to be stopped."""
    return tuple(reversed(services))


def about_text(seconds: float | None) -> str:
    """A duration to expect: "about 12 s"; empty where nothing is known."""
    return f"about {max(1, round(seconds))} s" if seconds is not None else ""


def shortened(name: str) -> str:
    """A name that fits on a button: the middle of a long one is left out."""
    return name if len(name) <= _LONGEST else f"{name[:8]}…{name[9 - _LONGEST :]}"
