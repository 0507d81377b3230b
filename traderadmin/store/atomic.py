"""Files that a reader sees complete, old or new, whatever dies while they are written."""

import errno
import os
import re
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from traderadmin.store.locking import leads_to, lock_descriptor

if sys.platform != "win32":
    import fcntl

PRIVATE = 0o600
_TEMPORARY = re.compile(r"\..+\.tmp-[0-9a-f]{16}")
_ACL = "system.posix_acl_access"
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


class NotDurableError(OSError):
    """The new content is in place, but whether it would survive a power failure is unknown."""


@dataclass(frozen=True, slots=True)
class Original:
    """A file whose readers a new one must keep: where it is, and its attributes."""

    path: Path
    status: os.stat_result


def read_regular(path: Path, *, limit: int, follow: bool = True) -> tuple[bytes, os.stat_result]:
    """A regular file's bytes and attributes; never blocks on a pipe or a device.

    Raises: OSError, also for what is no regular file and for more than `limit` bytes.
    """
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW)
    descriptor = os.open(path, flags)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            code = errno.EISDIR if stat.S_ISDIR(status.st_mode) else errno.EINVAL
            why = "it is a folder" if stat.S_ISDIR(status.st_mode) else "it is not a regular file"
            raise OSError(code, why, str(path))
        with open(descriptor, "rb", closefd=False) as file:
            content = file.read(limit + 1)
    finally:
        os.close(descriptor)
    if len(content) > limit:
        raise OSError(errno.EFBIG, f"it is larger than {limit} bytes", str(path))
    return content, status


def sync_file(descriptor: int) -> None:
    """Push an open file to the disk itself, on macOS through the drive's cache too."""
    if sys.platform == "darwin":
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable. Raises: OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_all(descriptor: int, content: bytes) -> None:
    """Write every byte. Raises: OSError."""
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]


@contextmanager
def staged(path: Path, content: bytes, *, like: Original | None = None) -> Iterator[Path]:
    """A complete, fsynced temporary file beside `path`, removed at the end unless renamed.

    It has the mode, owner and access list of `like`; without that it is private.
    The lock on it tells `sweep` that its writer lives. Raises: OSError.
    """
    temporary, descriptor = _new_temporary(path)
    try:
        write_all(descriptor, content)
        if like is not None:
            _keep_readers(descriptor, like)
        sync_file(descriptor)
        yield temporary
    finally:
        if leads_to(temporary, descriptor):
            temporary.unlink(missing_ok=True)
        os.close(descriptor)


def replace_file(path: Path, content: bytes, *, like: Original | None = None) -> None:
    """Put `content` at `path` atomically and durably.

    Raises:
        NotDurableError: it is in place, but the folder could not be fsynced.
        OSError: nothing was changed.
    """
    with staged(path, content, like=like) as temporary:
        temporary.replace(path)
        settle_folder(path.parent)


def create_file(path: Path, content: bytes, *, like: Original | None = None) -> None:
    """Put `content` at `path` atomically and durably, never over something that is there.

    Raises:
        FileExistsError: there is something; it was left alone.
        NotDurableError: it is in place, but the folder could not be fsynced.
        OSError: nothing was changed.
    """
    with staged(path, content, like=like) as temporary:
        try:
            os.link(temporary, path, follow_symlinks=False)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            _claim_and_rename(temporary, path)
        settle_folder(path.parent)


def settle_folder(folder: Path) -> None:
    """`sync_folder`, for after a rename. Raises: NotDurableError."""
    try:
        sync_folder(folder)
    except OSError as error:
        raise NotDurableError(error.errno, error.strerror, str(folder)) from error


def sweep(folder: Path) -> None:
    """Remove the temporary files in `folder` whose writers died. Raises: OSError."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if _TEMPORARY.fullmatch(entry.name):
                _remove_if_abandoned(Path(entry.path))


def _new_temporary(path: Path) -> tuple[Path, int]:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    while True:
        temporary = path.with_name(f".{path.name}.tmp-{os.urandom(8).hex()}")
        descriptor = os.open(temporary, flags, PRIVATE)
        try:
            lock_descriptor(descriptor, wait=True)
            if leads_to(temporary, descriptor):
                return temporary, descriptor
        except BaseException:
            temporary.unlink(missing_ok=True)
            os.close(descriptor)
            raise
        # A sweep came between creation and lock and took it for an abandoned one.
        os.close(descriptor)


def _remove_if_abandoned(temporary: Path) -> None:
    try:
        descriptor = os.open(temporary, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if lock_descriptor(descriptor):
            temporary.unlink(missing_ok=True)
    finally:
        os.close(descriptor)


def _claim_and_rename(temporary: Path, path: Path) -> None:
    """Without hard links: claim the name with an empty file, then rename over that."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE))
    try:
        temporary.replace(path)
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _keep_readers(descriptor: int, original: Original) -> None:
    """Give the new file the mode, owner and access list of the original. Raises: OSError."""
    old = original.status
    new = os.fstat(descriptor)
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        _give_to(descriptor, old)
    os.fchmod(descriptor, stat.S_IMODE(old.st_mode))
    if sys.platform == "linux":
        _copy_access_list(descriptor, original.path)
    new = os.fstat(descriptor)
    if not (_owner_still_reads(old, new) and _group_still_reads(old, new)):
        raise PermissionError(
            errno.EPERM,
            "its owner and group cannot be kept, and would no longer be able to read it",
            str(original.path),
        )


def _give_to(descriptor: int, old: os.stat_result) -> None:
    try:
        os.fchown(descriptor, old.st_uid, old.st_gid)
    except PermissionError:
        # Without root the group may still be kept, which is what shared volumes rely on.
        try:
            os.fchown(descriptor, -1, old.st_gid)
        except PermissionError:
            return


def _owner_still_reads(old: os.stat_result, new: os.stat_result) -> bool:
    same_group = new.st_gid == old.st_gid and bool(old.st_mode & stat.S_IRGRP)
    return new.st_uid == old.st_uid or same_group or bool(old.st_mode & stat.S_IROTH)


def _group_still_reads(old: os.stat_result, new: os.stat_result) -> bool:
    if new.st_gid == old.st_gid or not old.st_mode & stat.S_IRGRP:
        return True
    return bool(old.st_mode & stat.S_IROTH)


def _copy_access_list(descriptor: int, original: Path) -> None:
    if sys.platform != "linux":
        return
    try:
        rules = os.getxattr(original, _ACL)
    except OSError as error:
        if error.errno in {errno.ENODATA, errno.ENOTSUP, errno.EOPNOTSUPP}:
            return
        raise
    os.setxattr(descriptor, _ACL, rules)
