"""Who is at the keyboard, as far as the operating system or the cluster knows."""

import getpass
import socket
from collections.abc import Callable
from typing import Protocol


class KnowsWho(Protocol):
    """A target that knows who asks it, once it is connected."""

    @property
    def who(self) -> str:
        """The cluster's name for the user, with the operating system's user and host."""
        ...

    def connect(self) -> None:
        """Make ready for use; at once where it is. Raises: TraderAdminError."""
        ...


def operating_system_user() -> str:
    """The user and the host, as in "trader on desk-1"."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = "someone"
    return f"{user} on {socket.gethostname()}"


def cluster_user(target: KnowsWho) -> Callable[[], str]:
    """Asks the cluster who the user is. Raises: TraderAdminError."""

    def ask() -> str:
        target.connect()
        return target.who

    return ask
