"""The revision of a configuration: the SHA-256 of the bytes of `config.toml`."""

import hashlib

SHORT = 12


def revision_of(content: bytes) -> str:
    """The full revision (64 hex digits) of a file's bytes."""
    return hashlib.sha256(content).hexdigest()


def short(revision: str) -> str:
    """The first 12 hex digits, as people see a revision."""
    return revision[:SHORT]
