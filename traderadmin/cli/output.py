"""What commands print with: plain text for pipes, rich text for terminals, JSON lines for programs.

Printing never raises, whatever became of the other end.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from traderadmin.cli.streams import SafeStream
from traderadmin.errors import TraderAdminError

GOOD = "green"
BAD = "bold red"
WARN = "yellow"
DIM = "dim"
HEAD = "bold"

Line = tuple[str, str]
"""A text and its style."""


class Output:
    """Standard output and standard error of one command."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self.stdout = SafeStream(sys.stdout)
        self.stderr = SafeStream(sys.stderr)
        self._consoles: dict[int, Any] = {}

    @property
    def is_terminal(self) -> bool:
        """Whether a person watches standard output, on a terminal that can redraw."""
        return not self.as_json and self.stdout.isatty() and os.environ.get("TERM") != "dumb"

    def line(self, text: str = "", style: str = "") -> None:
        """A line of standard output."""
        self._write(self.stdout, text, style)

    def note(self, text: str, style: str = "") -> None:
        """A line of standard error: what is not the answer itself."""
        self._write(self.stderr, text, style)

    def warn(self, text: str) -> None:
        """A warning: on standard error, or as an event where programs read."""
        if self.as_json:
            self.record({"event": "warning", "message": text})
        else:
            self.note(f"Warning: {text}", WARN)

    def failure(self, error: TraderAdminError) -> None:
        """Title, message and hint of an error, on standard error."""
        self.note(f"{error.title}: {error.message}", BAD)
        if error.hint:
            self.note(error.hint)

    def record(self, data: Mapping[str, Any]) -> None:
        """One JSON object on a line of its own."""
        self.stdout.write(json.dumps(data, ensure_ascii=False, default=str) + "\n")
        self.stdout.flush()

    def document(self, data: Any) -> None:
        """One JSON document, indented; the whole answer of a command that has just one."""
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n")
        self.stdout.flush()

    def table(self, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Rows in columns; a pipe gets every cell in full, aligned by blanks."""
        for number, text in enumerate(columns([titles, *rows])):
            self.line(text, HEAD if number == 0 else "")

    def console(self, stream: SafeStream | None = None) -> Any:
        """The rich console on a stream (standard output), made when first needed."""
        stream = stream or self.stdout
        found = self._consoles.get(id(stream))
        if found is None:
            from rich.console import Console  # noqa: PLC0415 - pipes and JSON do without rich

            found = Console(file=stream, highlight=False, soft_wrap=True)  # type: ignore[arg-type]
            self._consoles[id(stream)] = found
        return found

    def _write(self, stream: SafeStream, text: str, style: str) -> None:
        if style and stream.isatty():
            from rich.text import Text  # noqa: PLC0415 - pipes and JSON do without rich

            self.console(stream).print(Text(text, style))
        else:
            stream.write(f"{text}\n")
        stream.flush()


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines with their cells aligned; the last cell of a row is as long as it likes."""
    widths: dict[int, int] = {}
    for row in rows:
        for index, cell in enumerate(row[:-1]):
            widths[index] = max(widths.get(index, 0), len(cell))
    return [
        "  ".join(
            cell.ljust(widths.get(index, 0)) if index < len(row) - 1 else cell
            for index, cell in enumerate(row)
        ).rstrip()
        for row in rows
    ]
