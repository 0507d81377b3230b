"""A book as it was at a size of the order log, so that a restart need not read all of it again.

The log stays the truth: a checkpoint counts only while the log still begins with the very bytes
it was made from, and one that cannot be read is passed over.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from traderadmin.orchestrator.appending import write_synced
from traderadmin.orchestrator.book import Book
from traderadmin.orchestrator.orders import UNREADABLE

CHECKPOINT_FILE = "orders.checkpoint.json"
_VERSION = 2


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The book after the log's first `size` bytes, whose SHA-256 is `digest`."""

    size: int
    digest: str
    book: Book

    @classmethod
    def load(cls, state_dir: Path) -> Self | None:
        """The last one that was saved; None without a readable one."""
        try:
            data: Any = json.loads((state_dir / CHECKPOINT_FILE).read_bytes())
            if data["version"] != _VERSION:
                return None
            return cls(int(data["size"]), str(data["digest"]), Book.from_json(data["book"]))
        except (OSError, *UNREADABLE):
            return None

    def save(self, state_dir: Path) -> None:
        """Put it in place of the last one, as a whole. Raises: OSError."""
        data = {
            "version": _VERSION,
            "size": self.size,
            "digest": self.digest,
            "book": self.book.to_json(),
        }
        fresh = state_dir / f"{CHECKPOINT_FILE}.new"
        write_synced(fresh, json.dumps(data).encode())
        fresh.replace(state_dir / CHECKPOINT_FILE)
