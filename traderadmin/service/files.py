"""Files that other programs put where a service looks: read as a whole, and never waited for."""

import errno
import os
import stat
from pathlib import Path

LIMIT = 16 * 1024 * 1024
"""The most bytes of a file that are read."""


def read_file(path: Path, limit: int = LIMIT) -> bytes:
    """A regular file's bytes. A pipe at its place, which might never answer, is refused.

    Raises: OSError, also for what is no regular file and for more than `limit` bytes.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            code = errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL
            why = "it is a folder" if stat.S_ISDIR(mode) else "it is not a regular file"
            raise OSError(code, why, str(path))
        with open(descriptor, "rb", closefd=False) as file:
            content = file.read(limit + 1)
    finally:
        os.close(descriptor)
    if len(content) > limit:
        raise OSError(errno.EFBIG, f"it is larger than {limit} bytes", str(path))
    return content
