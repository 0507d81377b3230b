"""Proof that an edit left alone what it was not about; independent of how the edit was made."""

from collections.abc import Iterable

from traderadmin.config.document.layout import Layout
from traderadmin.config.paths import FieldPath


def values_stand(old: Layout, new: Layout, edited: Iterable[FieldPath]) -> bool:
    """Whether the two texts are byte for byte the same outside the values at `edited`."""
    paths = set(edited)
    return paths <= new.nodes.keys() and _outside(old, paths) == _outside(new, paths)


def _outside(layout: Layout, paths: set[FieldPath]) -> list[str]:
    """What stands between the values at `paths`, in order."""
    spans = sorted((layout.nodes[path].start, layout.nodes[path].end) for path in paths)
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        pieces.append(layout.text[at:start])
        at = end
    return [*pieces, layout.text[at:]]


def lines_stand(old: Layout, text: str, path: FieldPath) -> bool:
    """Whether every line of `old` that `path` has no part in stands in `text`, in the old order."""
    lines = iter(_lines(text))
    touched = _touched(old, path)
    at = 0
    for line in old.text.split("\n"):
        end = at + len(line) + 1
        is_touched = any(a < end and at < b for a, b in touched)
        if not is_touched and not any(line.rstrip("\r") == other for other in lines):
            return False
        at = end
    return True


def _lines(text: str) -> list[str]:
    return [line.rstrip("\r") for line in text.split("\n")]


def _touched(layout: Layout, path: FieldPath) -> list[tuple[int, int]]:
    """The spans that define `path`: its blocks, its entries, the inline value it lies in."""
    spans = [(block.start, block.end) for block in layout.blocks_within(path)]
    spans += [(entry.start, entry.end) for _, entry in layout.entries_within(path)]
    for depth in range(len(path)):
        node = layout.nodes.get(path[:depth])
        if node is not None:
            return [*spans, (node.start, node.end)]
    return spans
