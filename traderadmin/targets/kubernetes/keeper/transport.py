"""What carries the bytes between a `KeeperClient` and its keeper, whatever that is."""

from collections.abc import Callable
from typing import Protocol


class Transport(Protocol):
    """One started keeper: its input and its output, as bytes.

    `send` is called by one thread at a time, `receive` by one other; `close` by any, at any time
    and more than once.
    Every failure is a TraderAdminError in sentences, with its cause chained.
    """

    def send(self, data: bytes) -> None:
        """Hand on all of `data`, one frame, within a time-out of its own.

        Raises: TraderAdminError when that failed; a part of it may have been sent.
        """
        ...

    def receive(self) -> bytes:
        """Wait for the next bytes; empty at the end of the keeper's output, and after `close`.

        Raises: TraderAdminError to say why it ended (lost, forbidden, what the command complained
        about).
        """
        ...

    def close(self) -> None:
        """End the keeper's input and give everything up; `receive` returns. Never raises."""
        ...


Connect = Callable[[], Transport]
"""Starts a keeper and leads to it. Raises: TraderAdminError; nothing was started then."""
