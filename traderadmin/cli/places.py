"""Where a key stands in a file: its line, for messages that an editor can jump to."""

from collections.abc import Callable

from traderadmin.config.document.layout import layout_of
from traderadmin.config.loader import text_of
from traderadmin.config.paths import FieldPath


def line_finder(content: bytes) -> Callable[[FieldPath], int | None]:
    """A function from paths to 1-based lines of a readable file.

    A key that the file lacks is said to be where its table is, one of the root nowhere.
    """
    text = text_of(content).replace("\r\n", "\n")
    layout = layout_of(text)
    starts: dict[FieldPath, int] = {}
    for block in layout.blocks[1:]:
        for depth in range(1, len(block.path) + 1):
            starts.setdefault(block.path[:depth], block.header)
    for path, node in layout.nodes.items():
        for depth in range(1, len(path) + 1):
            starts.setdefault(path[:depth], node.begin)

    def line_of(path: FieldPath) -> int | None:
        known = (path[:depth] for depth in range(len(path), 0, -1))
        at = next((starts[each] for each in known if each in starts), None)
        return None if at is None else text.count("\n", 0, at) + 1

    return line_of
