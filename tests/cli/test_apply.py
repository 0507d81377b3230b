"""`traderadmin apply` and `restore` on a target in memory."""

from pathlib import Path

import pytest

from tests.cli.conftest import Line
from traderadmin.contract.revision import revision_of
from traderadmin.errors import DeadlinePassedError, RefusedError, UnconfirmedError
from traderadmin.resources import template_bytes

STOP = "trading_schedule.stop_time_utc"


def refuse() -> None:
    raise RefusedError("Not possible", "The scanner cannot be stopped.")


def test_that_a_set_value_is_in_the_file_and_nothing_else_changes(line: Line) -> None:
    result = line("apply", "--set", f"{STOP}=21:00", "--reason", "Longer session")
    assert result.exit_code == 0, result.output
    expected = template_bytes().replace(b'"20:00" ', b'"21:00" ')
    assert line.target.content == expected
    assert {service.revision for service in line.target.by_name.values()} == {revision_of(expected)}
    assert line.target.lines[-1].reason == "Longer session"
    assert line.target.lines[-1].who == "trader on desk-1"


def test_that_the_steps_and_the_end_are_told_line_by_line_in_a_pipe(line: Line) -> None:
    text = line("apply", "--set", f"{STOP}=21:00").stdout
    steps = ["Check", "Lock", "Pause", "Save", "Resume", "Verify", "Record"]
    places = [text.index(f"\n{step} ") for step in steps]
    assert places == sorted(places)
    assert f"{STOP}: 20:00 → 21:00" in text
    assert "scanner: Stopped, was 1" in text
    assert "1 change applied. Both services run revision" in text
    assert "Backup: config.toml.bak.20261123_165210" in text
    assert "\x1b" not in text


def test_that_keys_are_unset_before_others_are_set(line: Line) -> None:
    result = line("apply", "--unset", "risk.currency", "--set", "risk.max_order_size=400")
    assert result.exit_code == 0
    assert b"currency" not in line.target.content.split(b"[broker]")[0]
    assert b"max_order_size = 400" in line.target.content


@pytest.mark.parametrize("key", ["risk.max_order_value", "risk.nothing"])
def test_that_a_key_that_is_not_in_the_file_cannot_be_unset(line: Line, key: str) -> None:
    result = line("apply", "--unset", key)
    assert result.exit_code == 1
    assert key in result.stderr
    assert line.target.content == template_bytes()


def test_that_one_row_of_a_list_of_tables_can_be_changed(line: Line) -> None:
    assert line("apply", "--set", "scanner.symbols[1].order_size=75").exit_code == 0
    assert line.target.content == template_bytes().replace(
        b"order_size = 50\nstart_price = 420.0", b"order_size = 75\nstart_price = 420.0"
    )


def test_that_a_row_that_is_not_there_is_refused(line: Line) -> None:
    result = line("apply", "--set", "scanner.symbols[7].order_size=75")
    assert result.exit_code == 1
    assert "scanner.symbols[7]" in result.stderr


def test_that_a_whole_file_is_taken_and_then_changed(line: Line, tmp_path: Path) -> None:
    new = tmp_path / "new.toml"
    new.write_bytes(template_bytes().replace(b"max_position = 2_000", b"max_position = 3_000"))
    result = line("apply", "--file", str(new), "--set", "risk.max_order_size=400")
    assert result.exit_code == 0
    assert b"max_position = 3_000" in line.target.content
    assert b"max_order_size = 400" in line.target.content


def test_that_a_whole_file_replaces_one_that_cannot_be_read(line: Line) -> None:
    line.target.content = b"[risk\n"
    single = line("apply", "--set", "risk.max_order_size=400")
    assert single.exit_code == 1
    assert "--file" in single.stderr
    assert line("apply", "--file", "-", given=template_bytes()).exit_code == 0
    assert line.target.content == template_bytes()


def test_that_a_new_file_that_is_no_toml_is_refused_with_its_place(
    line: Line, tmp_path: Path
) -> None:
    new = tmp_path / "new.toml"
    new.write_text("[risk]\nmax_order_size = = 3\n")
    result = line("apply", "--file", str(new))
    assert result.exit_code == 1
    assert f"{new}: Line 2, column 18" in result.stderr


def test_that_all_problems_are_told_and_nothing_is_touched(line: Line) -> None:
    sets = ["risk.max_order_size=0", "trading_schedule.stop_time_utc=25:00"]
    result = line("apply", "--set", sets[0], "--set", sets[1])
    assert result.exit_code == 1
    assert "risk.max_order_size: " in result.stderr
    assert f"{STOP}: " in result.stderr
    assert line.target.log == []
    last = line.events("apply", "--set", sets[0], "--set", sets[1])[-1]
    assert last["exit_code"] == 1
    assert [problem["path"] for problem in last["problems"]] == [STOP, "risk.max_order_size"]
    assert all(problem["line"] for problem in last["problems"])


def test_that_nothing_to_change_is_a_usage_error(line: Line) -> None:
    assert line("apply").exit_code == 2


def test_that_what_is_in_place_already_is_refused_without_stopping_anything(line: Line) -> None:
    result = line("apply", "--set", f"{STOP}=20:00")
    assert result.exit_code == 1
    assert "Nothing to apply" in result.stderr
    assert line.target.log == []


def test_that_a_file_that_changed_meanwhile_is_not_overwritten(line: Line) -> None:
    def change() -> None:
        del line.target.faults["snapshot"]
        line.target.content += b"# by someone else\n"

    line.target.faults["snapshot"] = change
    result = line("apply", "--set", f"{STOP}=21:00")
    assert result.exit_code == 1
    assert "changed on disk" in result.stderr
    assert line.target.content.endswith(b"# by someone else\n")
    assert "pause scanner" not in line.target.log


def test_that_a_failed_pause_is_exit_code_1_with_everything_as_before(line: Line) -> None:
    line.target.faults["pause:orchestrator"] = refuse
    result = line("apply", "--set", f"{STOP}=21:00")
    assert result.exit_code == 1
    assert "Failed to pause services: The scanner cannot be stopped." in result.stderr
    assert "Nothing was saved" in result.stderr
    assert line.target.content == template_bytes()
    assert all(service.wanted for service in line.target.by_name.values())


def test_that_a_service_that_does_not_come_back_is_exit_code_3(line: Line) -> None:
    def late() -> None:
        raise DeadlinePassedError("Not ready", "It was not ready in time.")

    line.target.faults["resume:scanner"] = late
    result = line("apply", "--set", f"{STOP}=21:00")
    assert result.exit_code == 3
    assert "The configuration was saved" in result.stderr
    assert "It was not ready in time." in result.stderr


def test_that_an_unknown_end_is_exit_code_4_and_points_to_recover(line: Line) -> None:
    def lost() -> None:
        line.target.faults["read"] = unreadable
        raise UnconfirmedError("Lost", "The answer was lost.")

    def unreadable() -> None:
        raise RefusedError("Gone", "The volume is gone.")

    line.target.faults["replace"] = lost
    result = line("apply", "--set", f"{STOP}=21:00")
    assert result.exit_code == 4
    assert "traderadmin recover" in result.stderr


def test_that_json_lines_end_with_the_result(line: Line) -> None:
    events = line.events("apply", "--set", f"{STOP}=21:00")
    assert [e["step"] for e in events if e["event"] == "step_started"] == [
        "check", "lock", "pause", "save", "resume", "verify", "record",
    ]  # fmt: skip
    result = events[-1]
    assert result["event"] == "result"
    assert result["exit_code"] == 0
    assert result["outcome"] == "done"
    assert result["changes"] == [{"path": STOP, "before": "20:00", "after": "21:00"}]
    assert result["new_revision"] == revision_of(line.target.content)
    assert {service["service"] for service in result["services"]} == {"scanner", "orchestrator"}


def test_that_a_refusal_before_the_transaction_is_a_result_too(line: Line) -> None:
    (only,) = line.events("apply", "--set", "risk.max_ordr_size=1")
    assert only["event"] == "result"
    assert only["exit_code"] == 1
    assert "risk.max_order_size" in only["error"]["hint"]


def test_that_an_unreadable_history_hinders_no_apply(line: Line) -> None:
    line.target.faults["read_history"] = refuse
    result = line("apply", "--set", f"{STOP}=21:00")
    assert result.exit_code == 0, result.output
    assert b'"21:00"' in line.target.content
