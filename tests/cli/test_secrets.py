"""Secrets show nowhere, whatever is done with them."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import SECRET, Line
from traderadmin.resources import template_bytes

STOP = "trading_schedule.stop_time_utc"


KEY = "broker.api_secret"


def everything(line: Line, *results: Any) -> str:
    """All that a run has put anywhere but into the file and its backups."""
    entries = [str(entry.to_json()) for entry in line.target.lines]
    outputs = [result.output + result.stderr for result in results]
    return "".join([*entries, *outputs, *line.target.log])


def test_that_a_secret_from_standard_input_shows_nowhere(line: Line) -> None:
    dry = line("apply", "--set", f"{KEY}=@-", "--dry-run", given=f"{SECRET}\n")
    done = line("apply", "--set", f"{KEY}=@-", given=f"{SECRET}\n")
    assert done.exit_code == 0
    assert f'api_secret = "{SECRET}"\n'.encode() in line.target.content
    gone = line("apply", "--unset", KEY, "--json")
    shown = [line("show"), line("show", KEY), line("history"), line("show", "--json")]
    assert SECRET not in everything(line, dry, done, gone, *shown)
    assert "••••••" in dry.stdout
    assert not any("visible" in result.stderr for result in (dry, done))


def test_that_a_secret_is_read_from_a_file(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n")
    assert line("apply", "--set", f"{KEY}=@{file}").exit_code == 0
    assert f'api_secret = "{SECRET}"\n'.encode() in line.target.content


def test_that_a_secret_on_the_command_line_is_taken_with_a_warning(line: Line) -> None:
    result = line("apply", "--set", f"{KEY}={SECRET}")
    assert result.exit_code == 0
    assert f"--set {KEY}=@-" in result.stderr
    assert SECRET not in everything(line, result)
    events = line.events("apply", "--set", f"{KEY}={SECRET}-2")
    assert events[0]["event"] == "warning"
    assert SECRET not in str(events)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--set", f"{KEY}=@{SECRET}"),
        ("--set", KEY, SECRET),
        ("--set", f"{KEY} {SECRET}"),
        ("--set", KEY, f"--{SECRET}"),
        ("--set", f"broker.api_secrt={SECRET}"),
        ("--set", f"broker={{api_secret = {SECRET}}}"),
        ("--set", f'broker={{api_secret = "{SECRET}", kind = "x"}}'),
        ("--set", f"broker={{api_secret = {{ value = '{SECRET}' }} }}"),
        ("--set", f"{KEY}={SECRET}" * 30),
    ],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_that_a_mistake_with_a_secret_does_not_show_it(
    line: Line, arguments: tuple[str, ...], as_json: bool
) -> None:
    result = line("apply", *arguments, *(["--json"] if as_json else []))
    assert result.exit_code in {1, 2}
    assert SECRET not in everything(line, result)
    assert line.target.content == template_bytes()


def test_that_standard_input_is_read_once_only(line: Line) -> None:
    result = line("apply", "--set", f"{KEY}=@-", "--file", "-", given="x")
    assert result.exit_code == 2
