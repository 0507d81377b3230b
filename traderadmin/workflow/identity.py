"""Who is at the keyboard, as a cluster knows it."""

from collections.abc import Callable
from functools import cache
from typing import Protocol


class KnowsWho(Protocol):
    """A target that knows who asks it, once it is connected."""

    @property
    def who(self) -> str:
        """The cluster's name for the user, with the operating system's user and host."""
        ...

    def connect(self) -> None:
        """Make ready for use. Raises: TraderAdminError."""
        ...


def cluster_user(target: KnowsWho) -> Callable[[], str]:
    """Asks the cluster who the user is, once. Raises: TraderAdminError."""

    @cache
    def ask() -> str:
        target.connect()
        return target.who

    return ask
