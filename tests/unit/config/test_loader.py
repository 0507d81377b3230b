"""Reading files as the services do."""

import subprocess
import sys

import pytest

from traderadmin.config.loader import ConfigInvalidError, load, parse, with_defaults
from traderadmin.config.schema import Schema
from traderadmin.config.validation import ProblemKind
from traderadmin.contract.revision import revision_of
from traderadmin.errors import UnreadableConfigError


def test_that_a_good_file_gives_its_values_and_revision(shipped: Schema, template: bytes) -> None:
    loaded = load(template, shipped)
    assert loaded.revision == revision_of(template)
    assert loaded.values["risk"]["max_position"] == 2000


def test_that_a_byte_order_mark_is_passed_over() -> None:
    assert parse(b"\xef\xbb\xbfa = 1") == {"a": 1}


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        (b"a = 1\nb = = 2\n", 2, 5),
        (b"a = 1\r\nb = \r\n", 2, 5),
        (b"a = 1\nb = [1,\n", 2, None),
        (b"a = 1\n[t]\nb = 1\n[t]\n", 4, 3),
        ("ä = 1".encode(), 1, 1),
    ],
)
def test_that_a_file_that_does_not_parse_names_the_place(
    content: bytes, line: int, column: int | None
) -> None:
    with pytest.raises(UnreadableConfigError) as caught:
        parse(content)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert caught.value.message.startswith(f"Line {line}")
    assert caught.value.message.endswith(".")
    assert "template" in caught.value.hint
    assert caught.value.__cause__ is not None


@pytest.mark.parametrize(
    "text",
    ["a = {\n  b = 1\n}\n", "a = { b = 1, }\n", 'a = "\\e[0m"\n', "a = 2026-01-02T03:04\n"],
)
def test_that_toml_1_1_is_called_by_its_name(text: str) -> None:
    with pytest.raises(UnreadableConfigError) as caught:
        parse(text.encode())
    assert caught.value.message.endswith(" It looks like TOML 1.1.")
    assert "TOML 1.0" in caught.value.hint


def test_that_bytes_that_are_not_utf_8_are_placed() -> None:
    with pytest.raises(UnreadableConfigError) as caught:
        parse("# größe\na = 1\nb = 'ü".encode() + b"\xff'\n")
    assert (caught.value.line, caught.value.column) == (3, 7)


@pytest.mark.parametrize(
    "content",
    [
        b"a = " + b"[" * 5000 + b"]" * 5000,
        b"a = " + b"[" * 100 + b"]" * 100,
        b"[" + b".".join([b"a"] * 900) + b"]",
        b"a = " + b"9" * 5000,
    ],
)
def test_that_what_python_cannot_hold_is_an_unreadable_file(content: bytes) -> None:
    with pytest.raises(UnreadableConfigError):
        parse(content)


def test_that_a_bad_value_is_refused_with_all_problems(shipped: Schema, template: bytes) -> None:
    content = template.replace(b"max_order_size = 500", b"max_order_size = 900000").replace(
        b'level = "info"', b'level = "loud"'
    )
    with pytest.raises(ConfigInvalidError) as caught:
        load(content, shipped)
    assert len(caught.value.problems) == 2
    assert caught.value.title == "The configuration has 2 problems"
    assert "risk.max_order_size: Must be 1 to 10000, is 900000." in caught.value.message


def test_that_an_unknown_key_does_not_stop_a_service(shipped: Schema, template: bytes) -> None:
    loaded = load(template + b"colour = 1\n", shipped)
    assert [problem.kind for problem in loaded.warnings] == [ProblemKind.UNKNOWN_KEY]


def test_that_defaults_fill_what_is_absent(shipped: Schema) -> None:
    values = {"risk": {"max_order_size": 7}, "scanner": {"symbols": [{"symbol": "A"}]}, "x": 1}
    filled = with_defaults(values, shipped)
    assert filled["risk"]["max_order_size"] == 7
    assert filled["risk"]["max_position"] == 2000
    assert filled["broker"]["paper"]["commission_per_share"] == 0.00125
    assert filled["scanner"]["symbols"][0]["order_size"] == 100
    assert filled["trading_schedule"]["days_of_week"] == ["Mon", "Tue", "Wed", "Thu", "Fri"]
    assert filled["x"] == 1
    assert "seed" not in filled["scanner"]
    assert "quiet_hours" not in filled["notifications"]
    assert values == {
        "risk": {"max_order_size": 7},
        "scanner": {"symbols": [{"symbol": "A"}]},
        "x": 1,
    }


def test_that_defaults_are_never_shared(shipped: Schema) -> None:
    with_defaults({}, shipped)["trading_schedule"]["days_of_week"].append("Sun")
    assert "Sun" not in with_defaults({}, shipped)["trading_schedule"]["days_of_week"]


def test_that_loading_needs_neither_tomlkit_nor_jsonschema() -> None:
    code = (
        "import sys\n"
        "from traderadmin.config.loader import load\n"
        "from traderadmin.config.schema import load_schema\n"
        "from traderadmin.resources import template_bytes\n"
        "load(template_bytes(), load_schema(None))\n"
        "print(sorted({'tomlkit', 'jsonschema', 'PySide6'} & sys.modules.keys()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
