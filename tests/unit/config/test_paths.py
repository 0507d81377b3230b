"""Dotted paths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traderadmin.config.paths import FieldPath, dotted, parse_dotted
from traderadmin.errors import TraderAdminError

keys = st.text(st.characters(codec="utf-8"), max_size=8)
paths = st.tuples(keys, st.lists(st.one_of(keys, st.integers(0, 99)), max_size=4)).map(
    lambda parts: (parts[0], *parts[1])
)


@given(paths.filter(lambda path: "*" not in path))
def test_that_a_dotted_path_reads_back(path: FieldPath) -> None:
    assert parse_dotted(dotted(path)) == path


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("scanner", "symbols", 0, "threshold_percent"), "scanner.symbols[0].threshold_percent"),
        (("scanner", "symbols", "*", "symbol"), "scanner.symbols[*].symbol"),
        (("site.name", "ü"), '"site.name"."ü"'),
        (("a", 'say "hi"\n'), r'a."say \"hi\"\n"'),
    ],
)
def test_that_a_path_is_written_as_toml_writes_keys(path: FieldPath, text: str) -> None:
    assert dotted(path) == text
    assert parse_dotted(text) == path


def test_that_literal_quotes_and_outer_blanks_are_understood() -> None:
    assert parse_dotted(" a.'b.c'[2] ") == ("a", "b.c", 2)


@pytest.mark.parametrize(
    "text", ["", " ", ".", "a.", "a..b", "[0]", "a[x]", "a b", 'a."b', "a[0]b"]
)
def test_that_what_is_no_path_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(TraderAdminError) as caught:
        parse_dotted(text)
    assert "risk.max_order_size" in caught.value.hint
