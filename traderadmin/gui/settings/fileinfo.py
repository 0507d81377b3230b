"""Which file the page shows."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class FileInfo:
    """The file as last loaded.

    Attributes:
        revision: its full or short revision; the first 12 digits are shown.
        loaded: when it was read, aware.
    """

    name: str
    revision: str
    loaded: datetime

    @property
    def revision_words(self) -> str:
        """The revision in a line."""
        return f"revision {self.revision[:12]}"

    @property
    def loaded_words(self) -> str:
        """When it was loaded, in a line."""
        return f"loaded {self.loaded.astimezone(UTC):%H:%M} UTC"
