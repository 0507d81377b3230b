"""Faults to inject into a fake target."""

from collections.abc import Callable


def raising(error: Exception) -> Callable[[], None]:
    """A fault that raises `error`."""

    def fault() -> None:
        raise error

    return fault
