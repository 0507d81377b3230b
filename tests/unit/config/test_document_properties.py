"""Edits of any file to any values: exactly those values, and the rest of the bytes as before."""

import tomllib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.unit.config.toml_files import Writer, edits, files, scalars, tables
from traderadmin.config.document import Document
from traderadmin.config.document.layout import Layout, Shape, layout_of
from traderadmin.config.document.render import rendered
from traderadmin.config.loader import parse, text_of
from traderadmin.config.paths import FieldPath
from traderadmin.config.values import same, value_at

slow = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def leaf_paths(layout: Layout) -> list[FieldPath]:
    return [path for path, node in layout.nodes.items() if node.shape is Shape.SCALAR]


def without_lists(path: FieldPath) -> FieldPath:
    """The part of a path before its first index: rows may move."""
    return next((path[:i] for i, part in enumerate(path) if isinstance(part, int)), path)


@slow
@given(edits())
def test_that_an_edit_gives_exactly_the_values_intended(
    edit: tuple[bytes, dict[str, Any], dict[str, Any]],
) -> None:
    content, _, wanted = edit
    assert same(parse(Document.parse(content).become(wanted).content), wanted)


@slow
@given(edits())
def test_that_the_text_of_unedited_values_and_all_comments_but_those_named_stand(
    edit: tuple[bytes, dict[str, Any], dict[str, Any]],
) -> None:
    content, values, wanted = edit
    result = Document.parse(content).become(wanted)
    assert result.content.startswith(b"\xef\xbb\xbf") == content.startswith(b"\xef\xbb\xbf")
    old, new = layout_of(text_of(content)), layout_of(text_of(result.content))
    if not result.notes:
        for path in leaf_paths(old):
            whole = without_lists(path)
            if same(value_at(values, whole), value_at(wanted, whole)):
                assert new.raw(new.nodes[path]) == old.raw(old.nodes[path])
    if not result.lost_comments and not result.notes:
        assert sorted(comments(old)) == sorted(comments(new))


def comments(layout: Layout) -> Iterator[str]:
    return (layout.text[start:end] for start, end in layout.comments)


@slow
@given(files(), st.data())
def test_that_setting_leaves_leaves_every_other_byte_alone(
    file: tuple[bytes, dict[str, Any]], data: st.DataObject
) -> None:
    content, values = file
    before = layout_of(text_of(content))
    paths = leaf_paths(before)
    assume(paths)
    chosen = data.draw(st.lists(st.sampled_from(paths), min_size=1, max_size=3, unique=True))
    changes = {path: data.draw(scalars) for path in chosen}
    result = Document.parse(content).edit(changes)
    after = layout_of(text_of(result.content))
    assert outside(before, chosen) == outside(after, chosen)
    assert not result.lost_comments
    assert not result.notes
    for path, value in changes.items():
        assert same(value_at(parse(result.content), path), value)
    assert same(parse(content), values)


def outside(layout: Layout, paths: list[FieldPath]) -> str:
    text = layout.text
    for node in sorted((layout.nodes[path] for path in paths), key=lambda node: -node.start):
        text = text[: node.start] + "\0" + text[node.end :]
    return text


@slow
@given(tables, st.randoms(use_true_random=False))
def test_that_the_layout_finds_every_value_where_tomllib_does(
    values: dict[str, Any], random: Any
) -> None:
    text = Writer(random).text(values)
    read = read_or_none(text)
    assume(read is not None)
    layout = layout_of(text)
    for path, node in layout.nodes.items():
        alone = tomllib.loads(f"x = {layout.raw(node)}")["x"]
        assert same(alone, value_at(read, path))
    found = {path for path in layout.nodes if layout.nodes[path].shape is Shape.SCALAR}
    assert found == set(scalar_paths(read, ()))


def read_or_none(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def scalar_paths(value: Any, path: FieldPath) -> Iterator[FieldPath]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from scalar_paths(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from scalar_paths(item, (*path, index))
    else:
        yield path


@given(scalars, scalars)
def test_that_a_scalar_reads_back_exactly_whatever_it_replaces(new: Any, old: Any) -> None:
    before = rendered(old)
    for style in (before, f"'''{before}'''", '"""\nx"""', '"""x"""', "1.000", "1_000", "'x'"):
        assert same(tomllib.loads(f"x = {rendered(new, style)}")["x"], without_fold(new))


def without_fold(value: Any) -> Any:
    return value.replace(fold=0) if isinstance(value, datetime) else value


@pytest.mark.parametrize("how", ["edit", "become"])
def test_that_a_row_edited_into_its_neighbour_s_likeness_stays_where_it_is(how: str) -> None:
    content = b"# about this file\n[[rows]]\nlive = true\n\n[[ rows ]]\nlive = false # kept\n"
    document = Document.parse(content)
    if how == "edit":
        edited = document.edit({("rows", 0, "live"): False})
    else:
        edited = document.become({"rows": [{"live": False}, {"live": False}]})
    assert edited.content == content.replace(b"true", b"false")


def test_that_a_row_taken_from_the_front_and_one_put_behind_move_no_comment() -> None:
    rows = b"".join(b"[[r]]\nn = %d # row %d\n" % (n, n) for n in range(4))
    edited = Document.parse(rows).become({"r": [{"n": 1}, {"n": 2}, {"n": 3}, {"n": 4}]})
    assert b"n = 1 # row 1\n[[r]]\nn = 2 # row 2\n[[r]]\nn = 3 # row 3\n" in edited.content
    assert edited.lost_comments == ("row 0",)
