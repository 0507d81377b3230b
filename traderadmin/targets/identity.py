"""Who is at the keyboard, as far as the operating system knows."""

import getpass
import socket


def operating_system_user() -> str:
    """The user and the host, as in "trader on desk-1"."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = "someone"
    return f"{user} on {socket.gethostname()}"
