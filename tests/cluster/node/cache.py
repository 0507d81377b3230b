"""The cache folder: what is slow to make is made once, under a name that says from what."""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

_KEPT = 3
"""Versions of one thing that stay; older ones go when a newer one is made."""


def cache_folder() -> Path:
    """Where everything slow to make is kept, below the user's cache folder."""
    base = os.environ.get("XDG_CACHE_HOME")
    folder = (Path(base) if base else Path.home() / ".cache") / "traderadmin-cluster"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def digest(parts: Iterable[bytes]) -> str:
    """A short name for contents: equal parts, equal name."""
    whole = b"".join(hashlib.sha256(part).digest() for part in parts)
    return hashlib.sha256(whole).hexdigest()[:16]


def digest_files(root: Path, files: Iterable[Path]) -> str:
    """A short name for files: their paths below `root`, modes and contents."""
    return digest(
        f"{file.relative_to(root)}\0{file.stat().st_mode:o}\0".encode() + file.read_bytes()
        for file in sorted(files)
    )


def made_once(name: str, key: str, make: Callable[[Path], None]) -> Path:
    """The folder `name-key`, filled by `make` when it is not there yet.

    Two callers at once make it once; a failed or killed `make` leaves nothing that would be used.
    """
    root = cache_folder()
    place = root / f"{name}-{key}"
    with locked(name):
        if not place.exists():
            for old in root.glob(f".making-{name}-*"):
                shutil.rmtree(old)
            making = Path(tempfile.mkdtemp(prefix=f".making-{name}-", dir=root))
            making.chmod(0o755)
            make(making)
            making.rename(place)
        os.utime(place)
        by_age = sorted(root.glob(f"{name}-*[0-9a-f]"), key=lambda path: path.stat().st_mtime)
        for old in by_age[:-_KEPT]:
            shutil.rmtree(old)
    return place


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Hold the cache's lock of that name."""
    with (cache_folder() / f".{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
