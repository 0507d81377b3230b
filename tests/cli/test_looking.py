"""The commands that only look: show, validate, status, history, backups, logs, preflight."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Line
from traderadmin.cli.commands.logs import added
from traderadmin.cli.places import line_finder
from traderadmin.config.paths import parse_dotted
from traderadmin.errors import RefusedError
from traderadmin.resources import template_bytes
from traderadmin.targets.states import Check, CheckLevel

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
        'logging.level = "info"', 'logging.format = "human"', "logging.log_orders = true",
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


# status


def test_that_status_shows_session_services_and_revision(line: Line) -> None:
    text = line("status").stdout
    assert "This machine (local)" in text
    assert "Open, until 20:00 UTC, 3 h 07 min left" in text
    assert "scanner       Running 1/1" in text
    assert "runs the file" in text


def test_that_status_says_what_to_do_about_stopped_services(line: Line) -> None:
    line("pause")
    text = line("status").stdout
    assert "scanner is at 0, should be 1." in text
    assert "Next: traderadmin resume" in text


def test_that_status_creates_nothing(line: Line, on_first_use: Callable[[], None]) -> None:
    on_first_use()
    line.target.faults["connect"] = lambda: pytest.fail("status connected")
    result = line("status")
    assert result.exit_code == 0
    assert "not there yet" in result.stdout
    assert line.target.content == b""


def test_that_status_is_one_json_document(line: Line) -> None:
    document = line.json("status")
    assert document["session"]["is_trading_session_active"] is True
    assert document["session"]["state"] == "open"
    assert [state["phase"] for state in document["services"]] == ["running", "running"]
    assert document["lock"] == {
        "held": False, "holder": "", "orphaned": False, "journal": None,
    }  # fmt: skip


def test_that_watching_shows_each_change_until_ctrl_c(line: Line) -> None:
    looks = iter(range(4))

    def look() -> None:
        if next(looks) == 3:
            raise KeyboardInterrupt
        line.target.by_name["scanner"].ready = False

    line.target.faults["services"] = look
    result = line("status", "--watch")
    assert result.exit_code == 0
    assert result.stdout.count("This machine") == 1
    assert "Starting 0/1" in result.stdout


def test_that_watching_goes_on_when_the_target_does_not_answer(line: Line) -> None:
    answers = iter([RefusedError("Unreachable", "Nobody is there."), None, KeyboardInterrupt()])

    def look() -> None:
        answer = next(answers)
        if answer is not None:
            raise answer

    line.target.faults["snapshot"] = look
    result = line("status", "--watch", "--json")
    first, second = map(json.loads, result.stdout.splitlines())
    assert first["error"]["title"] == "Unreachable"
    assert second["session"]["state"] == "open"


# preflight


def test_that_preflight_lists_what_stands_in_the_way(line: Line) -> None:
    assert line("preflight").exit_code == 0
    line.target.checks = (Check("Room", CheckLevel.REFUSED, "The disk is full.", "Make room."),)
    result = line("preflight")
    assert result.exit_code == 1
    assert "refused  Room: The disk is full." in result.stdout
    document = line.json("preflight")
    assert document["ok"] is False
    assert [check["level"] for check in document["checks"]] == ["refused", "ok"]


# history, backups


def test_that_history_and_backups_are_empty_at_first(line: Line) -> None:
    assert "Nothing was done yet." in line("history").stdout
    assert "There are no backups yet" in line("backups").stdout
    assert line.json("history") == line.json("backups") == []


def test_that_history_tells_who_what_when_and_why(line: Line) -> None:
    line("apply", "--set", "risk.max_order_size=400", "--reason", "Calmer")
    line("pause", "--reason", "Night")
    newest, oldest = line("history").stdout.splitlines()[1:]
    assert "pause" in newest
    assert "Night" in newest
    assert "trader on desk-1  risk.max_order_size · Calmer" in oldest
    assert len(line.json("history", "--limit", "1")) == 1


def test_that_one_entry_is_shown_in_full_by_the_beginning_of_its_id(line: Line) -> None:
    line("apply", "--set", "risk.max_order_size=400", "--reason", "Calmer")
    (entry,) = line.json("history")
    text = line("history", entry["id"][:6]).stdout
    assert "Changed    risk.max_order_size: 500 → 400" in text
    assert "Why        Calmer" in text
    assert entry["backup"] in text
    assert "verify" in text
    assert line.json("history", entry["id"]) == entry
    assert line("history", "zzz").exit_code == 1
    line("pause")
    assert "Which one is meant" in line("history", "").stderr


# logs


def test_that_a_log_is_shown_and_a_wrong_name_corrected(line: Line) -> None:
    assert "scanner started" in line("logs", "scanner").stdout
    wrong = line("logs", "scaner")
    assert wrong.exit_code == 1
    assert "Did you mean scanner?" in wrong.stderr


def test_that_following_a_log_prints_what_is_added(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter([("1", "2"), ("1", "2", "3"), ("2", "3", "4", "5"), ("new",)])

    def tail(_name: str, _lines: int = 500) -> tuple[str, ...]:
        try:
            return next(looks)
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr(line.target, "log_tail", tail)
    result = line("logs", "scanner", "--follow")
    assert result.exit_code == 0
    assert result.stdout.split() == ["1", "2", "3", "4", "5", "new"]


def test_that_an_unchanged_log_adds_nothing() -> None:
    assert added(("a", "b"), ("x", "a", "b")) == ()
    assert added((), ("a",)) == ("a",)
    assert added(("a",), ()) == ()
