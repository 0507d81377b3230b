"""The last lines of a file that may be very long, read from its end."""

import os
from pathlib import Path

_BLOCK = 64 * 1024


def last_lines(path: Path, count: int) -> tuple[bytes, ...]:
    """Up to `count` last lines without their ends, oldest first; none when there is no file.

    A last line without its end (still being written, or torn) counts as a line. Raises: OSError.
    """
    if count <= 0:
        return ()
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return ()
    with file:
        start = file.seek(0, os.SEEK_END)
        blocks: list[bytes] = []
        ends = 0
        while start > 0 and ends <= count:
            size = min(_BLOCK, start)
            start -= size
            file.seek(start)
            block = file.read(size)
            ends += block.count(b"\n")
            blocks.append(block)
    lines = b"".join(reversed(blocks)).split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    return tuple(lines[-count:])
