"""Edits of files: what changes, what stays, what is said about the rest."""

import tomllib
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from traderadmin.config.document import UNSET, Document, Edited
from traderadmin.config.paths import FieldPath
from traderadmin.errors import TraderAdminError, UnreadableConfigError


def edited(text: str, changes: dict[FieldPath, Any]) -> str:
    return Document.parse(text.encode()).edit(changes).content.decode()


@pytest.mark.parametrize(
    ("before", "changes", "after"),
    [
        pytest.param(
            'a = "x"   # why\nb=1\n', {("a",): "y"}, 'a = "y"   # why\nb=1\n', id="a leaf"
        ),
        pytest.param("a = 'x'\n", {("a",): "C:\\d"}, "a = 'C:\\d'\n", id="literal quotes stay"),
        pytest.param("a = 'x'\n", {("a",): "it's"}, 'a = "it\'s"\n', id="where they can"),
        pytest.param("a = 2_000\n", {("a",): 12500}, "a = 12_500\n", id="groups of digits"),
        pytest.param("a = 1.50\n", {("a",): 2.5}, "a = 2.50\n", id="number of decimals"),
        pytest.param("a = 1.5\n", {("a",): 0.00125}, "a = 0.00125\n", id="more decimals"),
        pytest.param("a = 1\n", {("a",): 1.0}, "a = 1.0\n", id="integer to float"),
        pytest.param("a = 1.0\n", {("a",): 1}, "a = 1\n", id="float to integer"),
        pytest.param("a = 1.0\n", {("a",): 1e22}, "a = 1e+22\n", id="large"),
        pytest.param("a = 1.0\n", {("a",): 1e-7}, "a = 0.0000001\n", id="small"),
        pytest.param("a = 1.0\n", {("a",): 5e-324}, "a = 5e-324\n", id="smallest"),
        pytest.param("a = 1.0\n", {("a",): float("nan")}, "a = nan\n", id="nan"),
        pytest.param("a = true\n", {("a",): False}, "a = false\n", id="boolean"),
        pytest.param(
            "a = 1\n",
            {("a",): datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)},
            "a = 2026-01-02T03:04:05Z\n",
            id="date with time",
        ),
        pytest.param("a = 1\n", {("a",): date(2026, 1, 2)}, "a = 2026-01-02\n", id="date"),
        pytest.param("a = 1\n", {("a",): time(3, 4)}, "a = 03:04:00\n", id="time"),
        pytest.param(
            'a = """\nx\ny"""\n', {("a",): "x\nz"}, 'a = """\nx\nz"""\n', id="lines of text"
        ),
        pytest.param(
            'a = """x"""\n', {("a",): '\n"""\\"'}, 'a = """\n\n\\"\\"\\"\\\\\\""""\n', id="quotes"
        ),
        pytest.param("a.b.c = 1\na.b.d = 2\n", {("a", "b", "d"): 3}, "a.b.c = 1\na.b.d = 3\n"),
        pytest.param("a = { b = 1, c = [2] }\n", {("a", "b"): 5}, "a = { b = 5, c = [2] }\n"),
        pytest.param('"a b"."c.d" = 1\n', {("a b", "c.d"): 2}, '"a b"."c.d" = 2\n'),
        pytest.param("a = [1, 2,   3]\n", {("a", 1): 5}, "a = [1, 5,   3]\n", id="an element"),
        pytest.param("a = [ 1, 2 ]\n", {("a",): [1, 2, 3]}, "a = [ 1, 2, 3 ]\n"),
        pytest.param("a = [0x10, 2]\n", {("a",): [16]}, "a = [0x10]\n", id="its own text"),
        pytest.param(
            'a = [\n  "x", # one\n  # two\n  "y"\n]\n',
            {("a",): ["x", "y", "z"]},
            'a = [\n  "x",  # one\n  # two\n  "y",\n  "z"\n]\n',
            id="comments in a list",
        ),
        pytest.param(
            "[a]\nx = 1\n\n[b]\n", {("a", "y"): 2}, "[a]\nx = 1\ny = 2\n\n[b]\n", id="a key"
        ),
        pytest.param("[a]\n[b]\n", {("a", "y"): 2}, "[a]\ny = 2\n[b]\n", id="the first key"),
        pytest.param("# top\n\n[a]\n", {("r",): 1}, "r = 1\n\n# top\n\n[a]\n", id="a root key"),
        pytest.param("", {("r",): 1}, "r = 1\n", id="an empty file"),
        pytest.param("a = 1", {("b",): 2}, "a = 1\nb = 2\n", id="no newline at the end"),
        pytest.param(
            "[a]\n  x = 1\n# y = 5\n\nz = 1\n",
            {("a", "y"): 2},
            "[a]\n  x = 1\n# y = 5\ny = 2\n\nz = 1\n",
            id="behind its own commented-out line",
        ),
        pytest.param(
            "[a]\nx = 1\n\n[b]\n",
            {("a", "t", "k"): 2},
            "[a]\nx = 1\n\n[a.t]\nk = 2\n\n[b]\n",
            id="a table behind its parent",
        ),
        pytest.param("a = 1\n", {("n", "t"): {}}, "a = 1\n\n[n]\n\n[n.t]\n", id="empty tables"),
        pytest.param("t = {}\n", {("t", "k"): {"x": 1}}, "t = { k = { x = 1 } }\n"),
        pytest.param("t = { a = 1 }\n", {("t", "k"): 2}, "t = { a = 1, k = 2 }\n"),
        pytest.param("t.a = 1\n", {("t", "k"): 2}, "t.a = 1\nt.k = 2\n", id="a dotted key"),
        pytest.param(
            "[x]\n\n[p.q]\na = 1\n",
            {("p", "k"): 2},
            "[x]\n\n[p]\nk = 2\n\n[p.q]\na = 1\n",
            id="a table that only its children show",
        ),
        pytest.param("a = 1\nb = 2 # two\n", {("a",): UNSET}, "b = 2 # two\n", id="unset"),
        pytest.param("t = { a = 1, b = 2 }\n", {("t", "a"): UNSET}, "t = { b = 2 }\n"),
        pytest.param("t = { a = 1, b = 2 }\n", {("t", "b"): UNSET}, "t = { a = 1 }\n"),
        pytest.param("t = { a = 1 }\n", {("t", "a"): UNSET}, "t = {}\n"),
        pytest.param("t.a = 1\n", {("t", "a"): UNSET}, "[t]\n", id="the empty table stays"),
        pytest.param("[a]\nx=1\n\n[a.b]\ny=2\n\n[c]\n", {("a",): UNSET}, "[c]\n", id="a table"),
        pytest.param(
            "[[r]]\nk = 1\n\n[[r]]\nk = 2\n\n[z]\n",
            {("r",): [{"k": 2}]},
            "[[r]]\nk = 2\n\n[z]\n",
            id="the first row goes",
        ),
        pytest.param(
            "[[r]]\nk = 1\n\n[z]\n",
            {("r",): [{"k": 1}, {"k": 2, "t": {"u": 1}}]},
            "[[r]]\nk = 1\n\n[[r]]\nk = 2\n\n[r.t]\nu = 1\n\n[z]\n",
            id="a row comes",
        ),
        pytest.param(
            "[[r]] # one\nk = 1\n\n# about two\n[[r]]\nk = 2\n",
            {("r",): [{"k": 2}, {"k": 1}]},
            "# about two\n[[r]]\nk = 2\n\n[[r]] # one\nk = 1\n",
            id="rows change places with their comments",
        ),
        pytest.param(
            "[[r]]\nk = 1\n\n[z]\n", {("r",): []}, "r = []\n\n[z]\n", id="the last row goes"
        ),
        pytest.param(
            "r = []\n\n[z]\n", {("r",): [{"k": 1}]}, "\n[z]\n\n[[r]]\nk = 1\n", id="rows for none"
        ),
        pytest.param(
            "r = [{ k = 1 }, { k = 2 }]\n",
            {("r",): [{"k": 1}, {"k": 5}]},
            "r = [{ k = 1 }, { k = 5 }]\n",
            id="rows in one value",
        ),
    ],
)
def test_that_an_edit_changes_what_it_must_and_no_more(
    before: str, changes: dict[FieldPath, Any], after: str
) -> None:
    assert edited(before, changes) == after


def test_that_line_ends_and_byte_order_mark_are_kept() -> None:
    content = b'\xef\xbb\xbfa = 1\r\n\r\n[t]\r\nb = "x" # y\r\n'
    changes: dict[FieldPath, Any] = {("t", "b"): "z", ("t", "c"): [1], ("n", "k"): 1}
    assert Document.parse(content).edit(changes).content == (
        b'\xef\xbb\xbfa = 1\r\n\r\n[t]\r\nb = "z" # y\r\nc = [1]\r\n\r\n[n]\r\nk = 1\r\n'
    )


def test_that_interleaved_arrays_of_tables_stay_where_they_are() -> None:
    before = "[[a]]\nk = 1\n[b]\nx = 1\n[[a]]\nk = 2\n"
    assert edited(before, {("a", 1, "k"): 5}) == "[[a]]\nk = 1\n[b]\nx = 1\n[[a]]\nk = 5\n"


def test_that_an_edit_to_what_is_there_changes_no_byte(template: bytes) -> None:
    document = Document.parse(template)
    for content in (template, template.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + template):
        document = Document.parse(content)
        assert document.edit({}).content == content
        assert document.become(document.values()) == Edited(content)


def test_that_comments_that_go_are_named() -> None:
    text = "[a]\nx = 1 # the x\n# about b\n[b] # head\ny = [\n  1, # one\n]\n"
    result = Document.parse(text.encode()).edit({("a", "x"): UNSET, ("b",): UNSET})
    assert result.lost_comments == ("the x", "about b", "head", "one")
    assert tomllib.loads(result.content.decode()) == {"a": {}}


def test_that_what_had_to_be_written_anew_is_named() -> None:
    text = "[[r]]\nk = 1\n[x]\n[[r]]\nk = 2 # two\n"
    result = Document.parse(text.encode()).edit({("r",): [{"k": 2}, {"k": 1}]})
    assert tomllib.loads(result.content.decode()) == {"x": {}, "r": [{"k": 2}, {"k": 1}]}
    assert result.notes == ("r was written anew.",)
    assert result.lost_comments == ("two",)


@pytest.mark.parametrize(
    "value", [None, b"bytes", {1: 2}, ["\ud800"], {"\ud800": 1}, 1j, object(), {"a": [None]}]
)
def test_that_what_toml_lacks_is_refused(value: Any) -> None:
    with pytest.raises(TraderAdminError) as caught:
        Document.parse(b"a = 1\n").edit({("a",): value})
    assert caught.value.message.startswith("The value of a")
    assert caught.value.message.endswith(" has no form in TOML.")


@pytest.mark.parametrize("path", [("a", "deeper"), ("r", 5), ("r", 0, "k", 0)])
def test_that_a_path_through_a_value_is_refused(path: FieldPath) -> None:
    with pytest.raises(TraderAdminError) as caught:
        Document.parse(b"a = 1\nr = [{k = 1}]\n").edit({path: 1})
    assert caught.value.title == "The value has no place"


def test_that_an_unreadable_file_is_no_document() -> None:
    with pytest.raises(UnreadableConfigError):
        Document.parse(b"a = \n")


def test_that_values_handed_out_are_copies() -> None:
    document = Document.parse(b"a = [1]\n")
    document.values()["a"].append(2)
    assert document.values() == {"a": [1]}


def test_that_a_key_that_looks_like_a_comment_or_bracket_is_understood() -> None:
    before = "\"#no\" = 1 # yes\n'[t]' = 2\n[ \"a]\" . b ] # x\nc = '#' # y\n"
    after = edited(before, {("#no",): 3, ("[t]",): 4, ("a]", "b", "c"): "]"})
    assert after == "\"#no\" = 3 # yes\n'[t]' = 4\n[ \"a]\" . b ] # x\nc = ']' # y\n"


def test_that_the_template_takes_every_kind_of_edit(template: bytes) -> None:
    document = Document.parse(template)
    rows = document.values()["scanner"]["symbols"]
    result = document.edit(
        {
            ("trading_schedule", "stop_time_utc"): "21:00",
            ("broker", "credentials_file"): "/etc/broker",
            ("scanner", "symbols"): [rows[0], {**rows[2], "enabled": True}],
            ("notifications", "quiet_hours", "start_time_utc"): "22:00",
            ("notifications", "quiet_hours", "stop_time_utc"): "06:00",
            ("scanner", "seed"): UNSET,
        }
    )
    old, new = (text.decode().splitlines() for text in (template, result.content))
    assert result.notes == ()
    assert result.lost_comments == ("leave it out for other prices at each start",)
    assert 'stop_time_utc = "21:00"    # before the start: on the next day' in new
    at = new.index('# credentials_file = "/etc/traderadmin/broker.credentials"')
    assert new[at + 1] == 'credentials_file = "/etc/broker"'
    assert len(set(old) - set(new)) == 5
