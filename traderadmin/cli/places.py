"""Where a key stands in a file: its line, for messages that an editor can jump to."""

from collections.abc import Callable

from traderadmin.config.document.layout import layout_of
from traderadmin.config.loader import text_of
from traderadmin.config.paths import FieldPath


def line_finder(content: bytes) -> Callable[[FieldPath], int | None]:
    """A function from paths to 1-based lines of a readable file.

    A path that the file lacks has no line, nor one that only dotted keys lead through.
    """
    text = text_of(content).replace("\r\n", "\n")
    layout = layout_of(text)
    headers = {block.path: block.header for block in layout.blocks[1:]}

    def line_of(path: FieldPath) -> int | None:
        node = layout.nodes.get(path)
        at = headers.get(path) if node is None else node.start
        if at is None and path in {entry_path[: len(path)] for entry_path in layout.nodes}:
            at = min(node.start for p, node in layout.nodes.items() if p[: len(path)] == path)
        return None if at is None else text.count("\n", 0, at) + 1

    return line_of
