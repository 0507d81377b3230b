"""Writing to the terminal or a pipe without ever failing: a reader that left is no error."""

import io
import os
import sys
from typing import IO


class SafeStream:
    """A text stream whose writes never raise.

    A closed pipe or terminal must not end a change half-way: what cannot be written is dropped,
    and the program goes on to leave services and file in order.
    """

    def __init__(self, stream: IO[str] | None) -> None:
        self._stream = stream if stream is not None else io.StringIO()
        self.gone = stream is None

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


def occupy() -> None:
    """Open what stands in for a standard stream that the caller has closed.

    Else the next file opened, the configuration perhaps, would be taken for that stream.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def is_asked_for() -> bool:
    """Whether somebody sits at standard input."""
    return sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()


def given() -> bytes:
    """All of standard input. Raises: OSError."""
    return b"" if sys.stdin is None else sys.stdin.buffer.read()


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
