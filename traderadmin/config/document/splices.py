"""Edits of a TOML text by splicing at a value's own place; the rest is not touched."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from traderadmin.config.document.arrays import array_text
from traderadmin.config.document.differences import Deed, Step, rows_after
from traderadmin.config.document.layout import Block, Entry, Layout, Node, Shape
from traderadmin.config.document.render import blocks, is_tables, rendered
from traderadmin.config.paths import FieldPath, dotted, quoted_key

Splice = tuple[int, int, str]
"""Start, end, and what comes between them."""


class CannotSpliceError(Exception):
    """The text has a form in which this edit has no place of its own."""


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """`text` with pieces replaced; the pieces must not overlap."""
    parts: list[str] = []
    at = 0
    for start, end, new in sorted(splices):
        parts += (text[at:start], new)
        at = end
    return "".join((*parts, text[at:]))


class Splicer:
    """Finds the splices for one step in one layout."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._text = layout.text
        self.newline = "\r\n" if "\r\n" in layout.text else "\n"

    def splices(self, step: Step) -> list[Splice]:
        """The splices that do `step`. Raises: CannotSpliceError."""
        if step.deed is Deed.SET:
            return self._set(step)
        if step.deed is Deed.ADD:
            return self._add(step.path, step.value)
        rows = step.path if step.deed is Deed.MOVE_ROWS else step.path[:-1]
        array = self._layout.nodes.get(rows)
        if array is not None and array.shape is Shape.ARRAY:
            new = array_text(self._layout, array, step.old, rows_after(step), self.newline)
            return [(array.start, array.end, new)]
        if step.deed is Deed.REMOVE:
            return self._remove(step.path)
        if step.deed is Deed.INSERT_ROW:
            return self._insert_row(step.path, step.value)
        return self._move_rows(step.path, step.value)

    def replaces(self, step: Step) -> bool:
        """Whether `step` replaces one written value by another, and moves nothing."""
        node = self._layout.nodes.get(step.path)
        if step.deed is not Deed.SET or node is None:
            return False
        # Tables in an empty list's place become header blocks, where there can be any.
        inline = step.path[:-1] in self._layout.nodes
        return inline or step.old != [] or not is_tables(step.value)

    def _set(self, step: Step) -> list[Splice]:
        if not self.replaces(step):
            # What stands there gives way; the next step adds the new value.
            return self._remove(step.path)
        node = self._layout.nodes[step.path]
        raw = self._layout.raw(node)
        if node.shape is Shape.ARRAY and isinstance(step.value, list):
            new = array_text(self._layout, node, step.old, step.value, self.newline)
        else:
            new = rendered(step.value, raw)
        return [(node.start, node.end, new)]

    # Adding

    def _add(self, path: FieldPath, value: Any) -> list[Splice]:
        layout, parent = self._layout, path[:-1]
        node = layout.nodes.get(parent)
        if node is not None:
            return [self._into_inline(node, path, value)]
        block = layout.block_of(parent)
        headers = isinstance(value, dict) or is_tables(value)
        if block is not None and not headers:
            return [self._line_into(block, path, value)]
        if block is None:
            found = layout.entries_within(parent)
            dotted_here = [pair for pair in found if len(pair[0].path) < len(parent)]
            if dotted_here:
                return [self._dotted_line(*dotted_here[-1], path, value)]
        within = layout.blocks_within(parent)
        if not within:
            raise CannotSpliceError
        if headers:
            return [self._block_after(within[-1], blocks(path, value, newline=self.newline))]
        header = f"[{_name(parent)}]{self.newline}"
        line = f"{header}{quoted_key(str(path[-1]))} = {rendered(value)}{self.newline}"
        return [(within[0].start, within[0].start, line + self.newline)]

    def _into_inline(self, node: Node, path: FieldPath, value: Any) -> Splice:
        if node.shape is not Shape.INLINE:
            raise CannotSpliceError
        pair = f"{quoted_key(str(path[-1]))} = {rendered(value)}"
        if node.items:
            at = node.items[-1].end
            return at, at, f", {pair}"
        return node.start, node.end, f"{{ {pair} }}"

    def _line_into(self, block: Block, path: FieldPath, value: Any) -> Splice:
        """A line behind the block's last entry, or behind the key's own commented-out line."""
        key = quoted_key(str(path[-1]))
        commented = re.compile(rf"^[ \t]*#[ \t]*{re.escape(key)}[ \t]*=.*(?:\n|\Z)", re.MULTILINE)
        match = commented.search(self._text, block.body, block.end)
        at = match.end() if match else block.filled
        inside = any(entry.start < at < entry.end for entry in block.entries)
        if inside:
            at = block.filled
        indent = ""
        if block.entries:
            line = self._text[block.entries[-1].start :]
            indent = line[: len(line) - len(line.lstrip(" \t"))]
        return (
            at,
            at,
            self._lead(at)
            + f"{indent}{key} = {rendered(value)}{self.newline}"
            + (self.newline if not block.path and at == 0 and self._text.strip() else ""),
        )

    def _dotted_line(self, block: Block, entry: Entry, path: FieldPath, value: Any) -> Splice:
        keys = path[len(block.path) :]
        if any(isinstance(key, int) for key in keys):
            raise CannotSpliceError
        line = f"{dotted(keys)} = {rendered(value)}{self.newline}"
        return entry.end, entry.end, self._lead(entry.end) + line

    def _block_after(self, block: Block, new: str) -> Splice:
        at = block.filled
        if block.header == block.body and not block.entries:
            at = block.end  # the root's, with nothing in it: behind its comments
        lead = self._lead(at) + (self.newline if self._text[:at].strip() else "")
        return at, at, lead + new

    def _lead(self, at: int) -> str:
        """What ends the line before `at`, where nothing does."""
        return self.newline if at and self._text[at - 1] != "\n" else ""

    # Removing

    def _remove(self, path: FieldPath) -> list[Splice]:
        layout = self._layout
        node = layout.nodes.get(path)
        parent = layout.nodes.get(path[:-1])
        if node is not None and parent is not None:
            return [self._out_of(parent, node)]
        if parent is not None:
            return self._dotted_out_of(parent, path)
        gone = [(block.start, block.end, "") for block in layout.blocks_within(path)]
        spans = [(entry.start, entry.end, "") for _, entry in layout.entries_within(path)]
        splices = gone + [s for s in spans if not any(a <= s[0] < b for a, b, _ in gone)]
        if not splices:
            return self._nearest_inline(path)
        return splices

    def _nearest_inline(self, path: FieldPath) -> list[Splice]:
        """Dotted keys inside an inline table, some levels up."""
        for depth in range(len(path) - 1, 0, -1):
            node = self._layout.nodes.get(path[:depth])
            if node is not None:
                return self._dotted_out_of(node, path)
        raise CannotSpliceError

    def _dotted_out_of(self, parent: Node, path: FieldPath) -> list[Splice]:
        inside = [item for item in parent.items if item.path[: len(path)] == path]
        if len(inside) != 1:
            raise CannotSpliceError
        return [self._out_of(parent, inside[0])]

    def _out_of(self, parent: Node, node: Node) -> Splice:
        """A pair or element with its comma."""
        index = parent.items.index(node)
        if len(parent.items) == 1:
            return parent.start + 1, parent.end - 1, ""
        if index + 1 < len(parent.items):
            return node.begin, parent.items[index + 1].begin, ""
        return parent.items[index - 1].end, node.end, ""

    # Rows of arrays of tables

    def _insert_row(self, path: FieldPath, row: Any) -> list[Splice]:
        tables, index = path[:-1], int(path[-1])
        text = blocks(path, row, newline=self.newline)
        if index == 0:
            start = self._layout.blocks_within((*tables, 0))[0].start
            return [(start, start, text + self.newline)]
        before = self._layout.blocks_within((*tables, index - 1))
        return [self._block_after(before[-1], text)]

    def _move_rows(self, path: FieldPath, order: list[int]) -> list[Splice]:
        rows = [self._row_span((*path, index)) for index in range(len(order))]
        if any(end != start for (_, end), (start, _) in pairwise(rows)):
            raise CannotSpliceError
        texts = [self._text[start:end] for start, end in rows]
        last = texts[-1]
        gap = texts[0][len(texts[0].rstrip()) :] or self.newline
        texts = [text.rstrip() for text in texts]
        moved = gap.join(texts[index] for index in order) + last[len(last.rstrip()) :]
        return [(rows[0][0], rows[-1][1], moved)]

    def _row_span(self, path: FieldPath) -> tuple[int, int]:
        """From the first to behind the last block of a row; nothing else may lie between."""
        own = self._layout.blocks_within(path)
        first = self._layout.blocks.index(own[0])
        if self._layout.blocks[first : first + len(own)] != own:
            raise CannotSpliceError
        return own[0].start, own[-1].end


def _name(path: FieldPath) -> str:
    return dotted(tuple(part for part in path if isinstance(part, str)))
