"""`traderadmin restore` on a target in memory."""

from tests.cli.conftest import Line
from traderadmin.resources import template_bytes

STOP = "trading_schedule.stop_time_utc"


def test_that_a_backup_is_applied_again(line: Line) -> None:
    assert line("apply", "--set", f"{STOP}=21:00").exit_code == 0
    line.clock.advance(60)
    (backup,) = line.json("backups")
    dry = line("restore", backup["name"], "--dry-run")
    assert dry.exit_code == 0
    assert '+ stop_time_utc = "20:00"' in dry.stdout
    result = line("restore", backup["name"].removeprefix("config.toml.bak."))
    assert result.exit_code == 0
    assert line.target.content == template_bytes()
    assert line.target.lines[-1].event.value == "restore"
    again = line("restore", backup["name"])
    assert again.exit_code == 1
    assert "Nothing to restore" in again.stderr


def test_that_a_backup_that_does_not_exist_is_refused(line: Line) -> None:
    result = line("restore", "20200101_000000")
    assert result.exit_code == 1
    assert line.events("restore", "20200101_000000")[-1]["exit_code"] == 1


def test_that_a_backup_replaces_a_file_that_cannot_be_read(line: Line) -> None:
    line.target.kept["config.toml.bak.20261123_120000"] = template_bytes()
    line.target.content = b"no toml"
    assert line("restore", "20261123_120000").exit_code == 0
    assert line.target.content == template_bytes()


def test_that_a_restore_does_not_overwrite_what_changed_meanwhile(line: Line) -> None:
    def change() -> None:
        del line.target.faults["snapshot"]
        line.target.content += b"# newer\n"

    line.target.kept["config.toml.bak.20261123_120000"] = template_bytes() + b"# old\n"
    line.target.faults["snapshot"] = change
    assert line("restore", "20261123_120000").exit_code == 1
    assert line.target.content.endswith(b"# newer\n")
