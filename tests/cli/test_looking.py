"""The commands that only look: status, preflight, history, backups, logs."""

import json
from collections.abc import Callable

import pytest

from tests.cli.conftest import Line
from tests.support.pods import PULLING, three_pods
from tests.support.trading_day import TRADING_DAY
from traderadmin.cli.commands.logs import added
from traderadmin.contract.revision import revision_of
from traderadmin.errors import RefusedError
from traderadmin.targets.states import Check, CheckLevel

# status


def test_that_status_shows_session_services_and_revision(line: Line) -> None:
    text = line("status").stdout
    assert "This machine (local)" in text
    assert "Open, until 20:00 UTC, 3 h 07 min left" in text
    assert "scanner       Running 1/1" in text
    assert "runs the file" in text


def test_that_status_gives_each_of_several_pods_a_line(line: Line) -> None:
    three_pods(line.target.by_name["scanner"], revision_of(line.target.content))
    text = line("status").stdout
    assert "scanner       Starting 2/3\n" in text
    first, second, third = (text.split("\n")[number] for number in (4, 5, 6))
    assert first.endswith("runs the file, 2 restarts")
    assert "Terminating" in second
    assert second.endswith("not the file")
    assert third.strip().startswith("traderadmin-scanner-7d4b9c6f58-9tjvn, Pending")
    assert third.endswith("cannot be pulled: not found")
    pods = line.json("status")["services"][0]["instances"]
    assert [each["phase"] for each in pods] == ["Running", "Terminating", "Pending"]
    assert pods[2]["problem"] == PULLING


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


# What the orchestrator tells of its trading


def test_that_status_tells_the_figures_and_what_is_amiss(line: Line) -> None:
    orchestrator = line.target.by_name["orchestrator"]
    orchestrator.facts = TRADING_DAY
    orchestrator.clock_ahead = -7.0
    text = line("status").stdout
    assert (
        "Trading        2 positions, 1 working order, 1 of unknown outcome, 42 accepted today, "
        "2 refused today, \u221212.50 realised today" in text
    )
    assert "The broker has not told yet what became of 1 order." in text
    assert "The orchestrator\u2019s clock is 7 s behind this machine\u2019s" in text
    trading = line.json("status")["trading"]
    assert trading["clock_ahead_seconds"] == -7.0
    assert [note["weight"] for note in trading["notes"]] == ["warning"]


def test_that_figures_an_orchestrator_does_not_tell_are_not_known(line: Line) -> None:
    assert "Trading        positions not known, working orders not known" in line("status").stdout
    assert line.json("status")["trading"]["positions"] is None
    line.target.by_name["orchestrator"].answers = False
    assert "Trading " not in line("status").stdout
    assert line.json("status")["trading"] is None


def test_that_the_session_is_shown_with_orders_and_history(line: Line) -> None:
    line.target.by_name["orchestrator"].facts = TRADING_DAY
    text = line("session").stdout
    assert "  AAPL    40        231.18\n" in text
    assert "7f31c7  MSFT    sell  5         428.40  Outcome unknown\n" in text
    assert "Refused  600 shares are more than risk.max_order_size allows (500)\n" in text
    assert "Halted          halted by desk-2 at 13:47 UTC: feed gap on NVDA" in text
    told = line.json("session")["trading"]
    assert [event["kind"] for event in told["history"]] == ["released", "halted", "closed"]
    assert told["unknown"][0]["order_id"] == "7f31c7aa"
