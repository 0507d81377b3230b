"""`show` and `validate` on a target in memory."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Line
from traderadmin.cli.places import line_finder
from traderadmin.config.paths import parse_dotted
from traderadmin.resources import template_bytes

# show


def test_that_the_file_is_shown_with_its_comments(line: Line) -> None:
    assert line("show").stdout.encode() == template_bytes()


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("trading_schedule.stop_time_utc", "20:00"),
        ("risk.max_order_size", "500"),
        ("trading_schedule.enabled", "true"),
        ("trading_schedule.days_of_week", '["Mon", "Tue", "Wed", "Thu", "Fri"]'),
        ("scanner.symbols[1].symbol", "MSFT"),
    ],
)
def test_that_a_value_is_shown_as_set_takes_it(line: Line, key: str, text: str) -> None:
    assert line("show", key).stdout == f"{text}\n"


def test_that_a_table_is_shown_key_by_key(line: Line) -> None:
    assert line("show", "logging").stdout.splitlines() == [
        'logging.level = "info"', 'logging.format = "auto"', "logging.log_orders = true",
    ]  # fmt: skip


def test_that_defaults_are_shown_on_request_and_marked(line: Line) -> None:
    line("apply", "--unset", "logging.level")
    absent = line("show", "logging.level")
    assert absent.exit_code == 1
    assert "--effective" in absent.stderr
    assert line("show", "logging.level", "--effective").stdout == "info\n"
    assert 'logging.level = "info"  # default' in line("show", "--effective").stdout
    assert line.json("show", "logging", "--effective")["level"] == "info"


def test_that_an_unknown_key_is_not_shown_but_corrected(line: Line) -> None:
    result = line("show", "risk.max_ordr_size")
    assert result.exit_code == 1
    assert "Did you mean risk.max_order_size?" in result.stderr


def test_that_an_unreadable_file_is_said_with_its_line(line: Line) -> None:
    line.target.content = b"[risk]\nmax_order_size = = 1\n"
    result = line("show")
    assert result.exit_code == 1
    assert "Line 2" in result.stderr
    assert line.target.content == b"[risk]\nmax_order_size = = 1\n"


def test_that_a_first_show_makes_the_file_from_the_template_and_says_so(
    line: Line, on_first_use: Callable[[], None]
) -> None:
    on_first_use()
    result = line("show")
    assert result.stdout.encode() == template_bytes() == line.target.content
    assert "was made from the template" in result.stderr


# validate

BAD = """[trading_schedule]
enabled = "yes"
start_time_utc = "13:30"
stop_time_utc = "13:30"
days_of_week = ["Mon"]

[risk]
max_ordr_size = 5
max_position = 10
max_open_positions = 10
max_daily_loss = 10.0

[[scanner.symbols]]
symbol = "AAPL"
threshold_percent = 0.1
order_size = 1

[[scanner.symbols]]
symbol = "lower"
threshold_percent = 0.1
order_size = 1
"""


def test_that_every_problem_is_told_with_its_key_and_line(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(BAD)
    result = line("validate", str(file))
    assert result.exit_code == 1
    for place in (
        "2: error: trading_schedule.enabled",
        "4: error: trading_schedule.stop_time_utc",
        "7: error: risk.max_order_size",
        "8: error: risk.max_ordr_size",
        "19: error: scanner.symbols[1].symbol",
    ):
        assert f"{file}:{place}: " in result.stdout
    document = line.json("validate", str(file))
    assert document["valid"] is False
    assert len(document["problems"]) == len(result.stdout.splitlines()) == 5


def test_that_a_file_that_is_no_toml_is_told_with_line_and_column(
    line: Line, tmp_path: Path
) -> None:
    file = tmp_path / "bad.toml"
    file.write_text("[risk]\nmax_order_size = = 1\n")
    result = line("validate", str(file))
    assert result.exit_code == 1
    assert f"{file}:2:18: error: " in result.stdout
    (problem,) = line.json("validate", str(file))["problems"]
    assert (problem["line"], problem["column"], problem["kind"]) == (2, 18, "unreadable")


def test_that_a_valid_file_is_exit_code_0_also_from_standard_input(line: Line) -> None:
    result = line("validate", "-", given=template_bytes())
    assert result.exit_code == 0
    assert "is valid" in result.stderr


def test_that_a_key_the_file_in_place_has_already_is_a_warning(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "new.toml"
    file.write_bytes(template_bytes() + b"\n[extra]\nkey = 1\n")
    assert line("validate", str(file)).exit_code == 1
    line.target.content = file.read_bytes()
    result = line("validate", str(file))
    assert result.exit_code == 0
    assert ": warning: extra: " in result.stdout


def test_that_the_schema_beside_the_file_wins(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "other.toml"
    file.write_text("a = 1\n")
    schema = {"type": "object", "properties": {"a": {"type": "integer", "maximum": 0}}}
    (tmp_path / "config.schema.json").write_text(json.dumps(schema))
    (problem,) = line.json("validate", str(file))["problems"]
    assert problem["path"] == "a"
    assert problem["line"] == 1


def test_that_validating_needs_no_configuration(
    line: Line, tmp_path: Path, on_first_use: Callable[[], None]
) -> None:
    on_first_use()
    file = tmp_path / "new.toml"
    file.write_bytes(template_bytes())
    assert line("validate", str(file)).exit_code == 0
    assert line.target.content == b""


@pytest.mark.parametrize(
    ("key", "number"),
    [("a", 1), ("t", 2), ("t.b.c", 4), ("t.b", 4), ("rows[1]", 8), ("rows[1].x", 9), ("t.z", 2)],
)
def test_that_a_key_is_found_at_its_line(key: str, number: int) -> None:
    text = b"a = 1\n[t]\n# c\nb.c = 2\n\n[[rows]]\nx = [\n1]\n".replace(
        b"[\n1]\n", b"1\n[[rows]]\n"
    )
    text += b"x = 2\n"
    assert line_finder(text)(parse_dotted(key)) == number
    assert line_finder(text)(("nowhere",)) is None
