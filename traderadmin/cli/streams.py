"""Writing to the terminal or a pipe without ever failing: a reader that left is no error."""

import os
import sys
from typing import IO


class SafeStream:
    """A text stream whose writes never raise.

    A closed pipe or terminal must not end a change half-way: what cannot be written is dropped,
    and the program goes on to leave services and file in order.
    """

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self.gone = False

    @property
    def encoding(self) -> str:
        """The encoding of the stream beneath."""
        return getattr(self._stream, "encoding", None) or "utf-8"

    def write(self, text: str) -> int:
        """Write `text` or drop it; what the encoding lacks is replaced."""
        if self.gone:
            return len(text)
        try:
            self._stream.write(text.encode(self.encoding, "replace").decode(self.encoding))
        except (OSError, ValueError):
            self.gone = True
        return len(text)

    def flush(self) -> None:
        """Hand everything on, or drop it."""
        if self.gone:
            return
        try:
            self._stream.flush()
        except (OSError, ValueError):
            self.gone = True

    def isatty(self) -> bool:
        """Whether a person is looking."""
        try:
            return not self.gone and self._stream.isatty()
        except ValueError:
            return False

    def fileno(self) -> int:
        """The descriptor beneath. Raises: OSError, ValueError as the stream does."""
        return self._stream.fileno()


def settle() -> None:
    """Flush the standard streams; point one that is gone at nothing, so that exiting is quiet."""
    for stream in (sys.stdout, sys.stderr):
        if stream is None:
            continue
        try:
            stream.flush()
        except (OSError, ValueError):
            _discard(stream)


def _discard(stream: IO[str]) -> None:
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)
    except (OSError, ValueError):
        return
