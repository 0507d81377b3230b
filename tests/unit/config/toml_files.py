"""Hypothesis strategies: values as TOML knows them, files that hold them in any style, edits."""

import tomllib
from datetime import UTC, date, datetime, timedelta, timezone
from random import Random
from typing import Any

from hypothesis import strategies as st

from traderadmin.config.document.render import rendered
from traderadmin.config.paths import quoted_key
from traderadmin.config.values import same

KEYS = ("a", "b", "c", "max_size", "key-2", "dotted.key", "Ünïcode", "sp ace", "", '"quoted"', "1")

texts = st.text(
    st.characters(codec="utf-8"),
    max_size=12,
)
scalars = st.one_of(
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    texts,
    st.dates(min_value=date(1000, 1, 1)),
    st.times(),
    st.datetimes(min_value=datetime(1000, 1, 1)),  # noqa: DTZ001 - TOML has local date-times
    st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1)).map(  # noqa: DTZ001
        lambda moment: moment.replace(tzinfo=UTC)
    ),
    st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1)).map(  # noqa: DTZ001
        lambda moment: moment.replace(tzinfo=timezone(timedelta(hours=-3, minutes=-30)))
    ),
)
keys = st.sampled_from(KEYS)
flat = st.dictionaries(keys, scalars, max_size=3)


def _tables_of(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(
        keys,
        st.one_of(
            scalars,
            inner,
            inner,
            st.lists(inner, min_size=1, max_size=3),
            st.lists(scalars, max_size=4),
            st.lists(st.lists(scalars, max_size=2), max_size=2),
        ),
        min_size=1,
        max_size=4,
    )


tables = _tables_of(_tables_of(st.one_of(flat, _tables_of(flat))))


class Writer:
    """Writes values as TOML in a style drawn at random."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def text(self, values: dict[str, Any]) -> str:
        """A whole file."""
        lines: list[str] = []
        if self._chance(0.3):
            lines.append("# about this file")
        groups = self._table(values, (), "", lines)
        self._shuffle_in(groups, lines)
        text = "\n".join(lines)
        if self._chance(0.8) and text:
            text += "\n"
        if self._chance(0.25):
            text = text.replace("\n", "\r\n")
        return text

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _shuffle_in(self, groups: list[list[list[str]]], lines: list[str]) -> None:
        """Interleave the blocks of several keys; those of one key keep their order."""
        while groups:
            group = self._random.choice(groups) if self._chance(0.5) else groups[0]
            lines.extend(group.pop(0))
            groups[:] = [left for left in groups if left]

    def _table(
        self, values: dict[str, Any], path: tuple[str, ...], prefix: str, lines: list[str]
    ) -> list[list[list[str]]]:
        """Add the table's own lines; return the blocks of each of its keys that need some."""
        groups: list[list[list[str]]] = []
        for key, value in values.items():
            name = self._key(key)
            if isinstance(value, dict) and self._chance(0.6):
                if value and self._chance(0.25):
                    inner: list[str] = []
                    if not self._table(value, (*path, key), f"{prefix}{name}.", inner):
                        lines.extend(inner)
                        continue
                if not prefix:
                    groups.append(self._blocks(value, (*path, key), double=False))
                    continue
            rows = isinstance(value, list) and value and all(isinstance(v, dict) for v in value)
            if rows and not prefix and self._chance(0.7):
                blocks: list[list[str]] = []
                for row in value:
                    blocks.extend(self._blocks(row, (*path, key), double=True))
                groups.append(blocks)
                continue
            self._decorate(lines)
            pad = self._random.choice(["", "", "  "])
            equals = self._random.choice([" = ", "=", "  =  "])
            note = self._random.choice(["", "", " # note", "\t#x = 1"])
            lines.append(f"{pad}{prefix}{name}{equals}{self._value(value)}{note}")
        return groups

    def _blocks(
        self, values: dict[str, Any], path: tuple[str, ...], *, double: bool
    ) -> list[list[str]]:
        lines: list[str] = []
        self._decorate(lines)
        name = ".".join(self._key(part) for part in path)
        if self._chance(0.2):
            name = f" {name} "
        header = f"[[{name}]]" if double else f"[{name}]"
        lines.append(header + self._random.choice(["", "", "  # header"]))
        groups = self._table(values, path, "", lines)
        implicit = not double and len(lines) == 1 and groups and self._chance(0.4)
        blocks = [] if implicit else [lines]
        while groups:
            blocks.append(groups[0].pop(0))
            groups = [left for left in groups if left]
        return blocks

    def _decorate(self, lines: list[str]) -> None:
        lines.extend(
            self._random.choice([[], [], [], [""], ["# a comment"], ["", "# [no] = table"]])
        )

    def _key(self, key: str) -> str:
        if self._chance(0.15) and "'" not in key and key.isprintable():
            return f"'{key}'"
        return quoted_key(key)

    def _value(self, value: Any) -> str:
        if isinstance(value, list) and value and self._chance(0.5):
            return self._long_list(value)
        if isinstance(value, list):
            inside = ", ".join(self._value(item) for item in value)
            return f"[ {inside} ]" if value and self._chance(0.3) else f"[{inside}]"
        if isinstance(value, dict):
            inside = ", ".join(f"{self._key(k)} = {self._flat(v)}" for k, v in value.items())
            return f"{{{inside}}}" if self._chance(0.4) else f"{{ {inside} }}"
        return self._scalar(value)

    def _flat(self, value: Any) -> str:
        if isinstance(value, dict):
            return self._value(value)
        return rendered(value)

    def _long_list(self, value: list[Any]) -> str:
        lines = ["["]
        for number, item in enumerate(value, 1):
            if self._chance(0.2):
                lines.append("    # above")
            comma = "," if number < len(value) or self._chance(0.5) else ""
            note = "  # ], beside" if self._chance(0.2) else ""
            lines.append(f"  {self._value(item)}{comma}{note}")
        if self._chance(0.1):
            lines.append("    # below")
        lines.append("]")
        return "\n".join(lines)

    def _scalar(self, value: Any) -> str:
        plain = isinstance(value, str) and value.isprintable() and "'" not in value
        if plain and self._chance(0.3):
            return f"'{value}'"
        if plain and self._chance(0.2) and not value.endswith('"') and "\\" not in value:
            return f"'''{value}'''"
        if isinstance(value, str) and "\n" in value and "\r" not in value and self._chance(0.5):
            body = rendered(value)[1:-1].replace("\\n", "\n")
            if tomllib.loads(f'x = """\n{body}"""') == {"x": value}:
                return f'"""\n{body}"""'
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return self._random.choice([str(value), f"{value:_}", hex(value)])
        return rendered(value)


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, dict[str, Any]]:
    """A TOML file and its values."""
    values = draw(tables)
    random = draw(st.randoms(use_true_random=False))
    text = Writer(random).text(values)
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        read = {}
    if not same(read, values):
        # Not every shuffle is a file: then the plain form is.
        text = "".join(f"{quoted_key(k)} = {rendered(v)}\n" for k, v in values.items())
    bom = draw(st.sampled_from([b"", b"", b"\xef\xbb\xbf"]))
    return bom + text.encode(), values


def _mutated(draw: st.DrawFn, values: Any, depth: int) -> Any:
    if isinstance(values, dict):
        return _mutated_table(draw, values, depth)
    if isinstance(values, list) and values and depth:
        return _mutated_list(draw, values, depth)
    return draw(st.one_of(scalars, st.lists(scalars, max_size=3), tables))


def _mutated_table(draw: st.DrawFn, values: dict[str, Any], depth: int) -> dict[str, Any]:
    changed = dict(values)
    for _ in range(draw(st.integers(1, 2))):
        deed = draw(st.sampled_from(["set", "set", "inside", "inside", "remove", "add"]))
        if deed == "add" or not changed:
            new = st.one_of(scalars, tables, st.lists(tables, max_size=2))
            changed[draw(keys)] = draw(new)
            continue
        key = draw(st.sampled_from(sorted(changed)))
        if deed == "remove":
            del changed[key]
        elif deed == "set":
            changed[key] = draw(scalars)
        elif depth:
            changed[key] = _mutated(draw, changed[key], depth - 1)
    return changed


def _mutated_list(draw: st.DrawFn, values: list[Any], depth: int) -> list[Any]:
    index = draw(st.integers(0, len(values) - 1))
    deed = draw(st.sampled_from(["inside", "remove", "insert", "shuffle"]))
    if deed == "shuffle":
        return draw(st.permutations(values))
    if deed == "remove":
        return values[:index] + values[index + 1 :]
    if deed == "insert":
        new = _mutated(draw, values[index], depth - 1)
        return [*values[:index], new, *values[index:]]
    return [*values[:index], _mutated(draw, values[index], depth - 1), *values[index + 1 :]]


@st.composite
def edits(draw: st.DrawFn) -> tuple[bytes, dict[str, Any], dict[str, Any]]:
    """A file, its values, and values to turn them into."""
    content, values = draw(files())
    return content, values, _mutated_table(draw, values, 3)
