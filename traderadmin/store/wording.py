"""The operating system's refusals in words a person can act on."""

import errno

_HINTS = {
    errno.ENOSPC: "Free some space on that volume and try again.",
    errno.EDQUOT: "Your disk quota is used up; free some space and try again.",
    errno.EROFS: "The volume is mounted read-only; mount it writable and try again.",
    errno.EACCES: "Check the permissions of the folder and of the file.",
    errno.EPERM: "Check the owner and the permissions of the folder and of the file.",
    errno.EFBIG: "Raise the limit for the size of files, or make the file smaller.",
}


def reason(error: OSError) -> str:
    """What went wrong, without a path and a full stop ("No space left on device")."""
    return (error.strerror or str(error)).rstrip(".")


def hint(error: OSError) -> str:
    """What to do about it; empty where nothing general helps."""
    return _HINTS.get(error.errno or 0, "")
