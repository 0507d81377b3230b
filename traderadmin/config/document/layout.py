"""Where everything stands in a TOML text: blocks, entries, values, comments, with their spans.

Only for text that tomllib has accepted: what is valid need not be judged here again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

from traderadmin.config.paths import FieldPath, unescaped

_BLANKS = re.compile(r"[ \t]*")
_TRIVIA = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_COMMENT = re.compile(r"#[^\r\n]*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_SCALAR = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[^\s,#\]}]+"
    r"|[^\s,#\]}]+",
    re.DOTALL,
)


class Shape(Enum):
    """How a value is written."""

    SCALAR = "scalar"
    ARRAY = "array"
    INLINE = "inline table"


@dataclass(slots=True)
class Node:
    """A value as written: `text[start:end]`.

    Attributes:
        begin: where what belongs to it begins: its key in an inline table, else `start`.
        items: the elements of an array, the values of an inline table.
    """

    path: FieldPath
    shape: Shape
    begin: int
    start: int
    end: int = 0
    items: list["Node"] = field(default_factory=list)


@dataclass(slots=True)
class Entry:
    """A line (or several) `key = value` in a block; `start` to `end` with the line's end."""

    path: FieldPath
    node: Node
    start: int
    end: int


@dataclass(slots=True)
class Block:
    """A header and what follows up to the next one; the first block is the root's, headerless.

    Attributes:
        path: the table it is about, with the indices of arrays of tables.
        start: where it begins, comment lines right above the header included.
        header: where the header's line begins.
        body: behind the header's line.
        end: where the next block begins.
    """

    path: FieldPath
    start: int
    header: int
    body: int
    end: int = 0
    entries: list[Entry] = field(default_factory=list)

    @property
    def filled(self) -> int:
        """Behind the last entry, or behind the header where there is none."""
        return self.entries[-1].end if self.entries else self.body


@dataclass(slots=True)
class Layout:
    """A whole text, taken apart."""

    text: str
    blocks: list[Block]
    nodes: dict[FieldPath, Node]
    comments: list[tuple[int, int]]

    def block_of(self, path: FieldPath) -> Block | None:
        """The block whose header names `path`; the root's for ()."""
        return next((block for block in self.blocks if block.path == path), None)

    def blocks_within(self, path: FieldPath) -> list[Block]:
        """The blocks that define `path` or something inside it."""
        depth = len(path)
        return [block for block in self.blocks if block.path[:depth] == path]

    def entries_within(self, path: FieldPath) -> Iterator[tuple[Block, Entry]]:
        """The entries whose dotted keys lead to `path` or into it, with their blocks."""
        depth = len(path)
        for block in self.blocks:
            for entry in block.entries:
                if entry.path[:depth] == path:
                    yield block, entry

    def raw(self, node: Node) -> str:
        """A value as it is written."""
        return self.text[node.start : node.end]

    def comments_in(self, start: int, end: int) -> list[str]:
        """The texts of the comments between two places."""
        return [self.text[a:b] for a, b in self.comments if start <= a < end]


@lru_cache(maxsize=2)
def layout_of(text: str) -> Layout:
    """Take a valid TOML text apart; an edit asks for the old and the new text several times."""
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._nodes: dict[FieldPath, Node] = {}
        self._comments: list[tuple[int, int]] = []
        self._last: dict[FieldPath, int] = {}
        """Array of tables → the index of its last table."""

    def scan(self) -> Layout:
        text = self._text
        blocks = [Block((), 0, 0, 0)]
        attached: int | None = None
        while self._at < len(text):
            line = self._at
            self._at = _end(_BLANKS, text, line)
            character = text[self._at : self._at + 1]
            if character == "[":
                blocks[-1].end = start = line if attached is None else attached
                path = self._header()
                self._rest_of_line()
                blocks.append(Block(path, start, line, self._at))
            elif character == "#":
                attached = line if attached is None else attached
                self._rest_of_line()
                continue
            elif character in {"\r", "\n", ""}:
                self._rest_of_line()
            else:
                keys = self._keys()
                self._at = _end(_BLANKS, text, self._at + 1)
                path = blocks[-1].path + keys
                node = self._value(path, self._at)
                self._rest_of_line()
                blocks[-1].entries.append(Entry(path, node, line, self._at))
            attached = None
        blocks[-1].end = len(text)
        return Layout(text, blocks, self._nodes, self._comments)

    def _header(self) -> FieldPath:
        double = self._text.startswith("[[", self._at)
        self._at = _end(_BLANKS, self._text, self._at + (2 if double else 1))
        keys = self._keys()
        self._at += 2 if double else 1
        path: FieldPath = ()
        for number, key in enumerate(keys, 1):
            path = (*path, key)
            if double and number == len(keys):
                self._last[path] = self._last.get(path, -1) + 1
            if path in self._last:
                path = (*path, self._last[path])
        return path

    def _keys(self) -> tuple[str, ...]:
        """A dotted key, up to what follows it."""
        keys: list[str] = []
        while True:
            match = _KEY.match(self._text, self._at)
            if match is None:  # pragma: no cover - tomllib accepted the text
                message = f"no key at {self._at}"
                raise ValueError(message)
            part = match[0]
            if part[0] == '"':
                part = unescaped(part[1:-1])
            elif part[0] == "'":
                part = part[1:-1]
            keys.append(part)
            self._at = _end(_BLANKS, self._text, match.end())
            if self._text[self._at : self._at + 1] != ".":
                return tuple(keys)
            self._at = _end(_BLANKS, self._text, self._at + 1)

    def _value(self, path: FieldPath, begin: int) -> Node:
        character = self._text[self._at]
        shape = {"[": Shape.ARRAY, "{": Shape.INLINE}.get(character, Shape.SCALAR)
        node = Node(path, shape, begin, self._at)
        if shape is Shape.SCALAR:
            self._at = _end(_SCALAR, self._text, self._at)
        else:
            self._at += 1
            self._items(node)
        node.end = self._at
        self._nodes[path] = node
        return node

    def _items(self, node: Node) -> None:
        """The inside of an array or inline table, up to behind its closing bracket."""
        while True:
            self._skip_trivia()
            if self._text[self._at] in "]}":
                self._at += 1
                return
            if self._text[self._at] == ",":
                self._at += 1
                continue
            begin = self._at
            if node.shape is Shape.INLINE:
                path = node.path + self._keys()
                self._at = _end(_BLANKS, self._text, self._at + 1)
            else:
                path = (*node.path, len(node.items))
            node.items.append(self._value(path, begin))

    def _skip_trivia(self) -> None:
        end = _end(_TRIVIA, self._text, self._at)
        for match in _COMMENT.finditer(self._text, self._at, end):
            self._comments.append(match.span())
        self._at = end

    def _rest_of_line(self) -> None:
        at = _end(_BLANKS, self._text, self._at)
        comment = _COMMENT.match(self._text, at)
        if comment:
            self._comments.append(comment.span())
        newline = self._text.find("\n", at)
        self._at = len(self._text) if newline < 0 else newline + 1


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return at if match is None else match.end()
