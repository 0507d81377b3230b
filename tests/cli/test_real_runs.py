"""The program as a process, on real services."""

import json
import shlex
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import SECRET
from tests.cli.desk import PATIENCE, ROOT, Desk, Json, Screen, events_until
from traderadmin.contract.revision import revision_of
from traderadmin.resources import template_bytes

pytestmark = pytest.mark.processes

STOP = "trading_schedule.stop_time_utc"
BUSY = (
    "trading_schedule.enabled=false",
    "trading_schedule.initially_active=true",
    "broker.paper.fill_latency_ms=60000",
    "orchestrator.drain_seconds=3.0",
    "orchestrator.max_orders_per_minute=6000",
    "scanner.interval_seconds=0.05",
    "scanner.cooldown_seconds=0",
    "scanner.symbols[0].threshold_percent=0.001",
)
"""Orders always in flight, for which a stopping orchestrator waits three seconds."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A config directory with nothing in it yet."""
    desk = Desk(tmp_path / "desk")
    yield desk
    desk.end()


@pytest.fixture
def running(desk: Desk) -> Desk:
    """Both services run the template."""
    started = desk.run("resume")
    assert started.returncode == 0, started.stderr
    return desk


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """Both services run, and the orchestrator takes three seconds to stop."""
    settings = [part for item in BUSY for part in ("--set", item)]
    assert desk.run("apply", *settings, "--yes").returncode == 0
    assert desk.run("resume").returncode == 0
    return desk


def stopping(service: str) -> Callable[[Json], bool]:
    """Whether an event says that a service is stopping."""
    return lambda event: (
        event["event"] == "service_changed"
        and event["service"] == service
        and event["phase"] == "stopping"
    )


def test_that_looking_creates_nothing(desk: Desk) -> None:
    assert desk.run("status").returncode == 0
    assert desk.run("history").returncode == 0
    assert desk.run("backups").returncode == 0
    assert desk.run("recover").returncode == 0
    assert desk.run("session").returncode == 0
    assert desk.run("validate", "resources/config.template.toml").returncode == 0
    assert desk.run("preflight").returncode == 1
    assert not desk.folder.exists()


def test_that_an_apply_reaches_the_services(running: Desk) -> None:
    before = running.processes()
    answer = running.run("apply", "--set", "risk.max_order_size=60", "--reason", "Calmer")
    assert answer.returncode == 0, answer.stderr
    expected = template_bytes().replace(b"max_order_size = 500", b"max_order_size = 60")
    assert running.config.read_bytes() == expected
    for service in ("scanner", "orchestrator"):
        assert running.status_of(service)["config_revision"] == revision_of(expected)
        assert running.processes()[service] != before[service]
    (entry, _) = running.json("history")
    assert entry["reason"] == "Calmer"
    assert (running.folder / entry["backup"]).read_bytes() == template_bytes()


def test_that_ctrl_c_while_pausing_is_undone(busy: Desk) -> None:
    content = busy.config.read_bytes()
    process = busy.start("apply", "--set", "risk.max_order_size=60", "--yes", "--json")
    events_until(process, stopping("orchestrator"))
    process.send_signal(signal.SIGINT)
    rest = events_until(process, lambda event: event["event"] == "result")
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert {"event": "cancel", "honoured": True}.items() <= next(
        event for event in rest if event["event"] == "cancel"
    ).items()
    assert rest[-1]["outcome"] == "unchanged"
    assert busy.config.read_bytes() == content
    assert set(busy.phases().values()) == {"running"}
    assert not busy.json("recover")["unfinished"]


def test_that_an_apply_killed_while_pausing_can_only_be_undone(busy: Desk) -> None:
    content = busy.config.read_bytes()
    process = busy.start("apply", "--set", "risk.max_order_size=60", "--yes", "--json")
    events_until(process, stopping("orchestrator"))
    process.kill()
    process.communicate(timeout=PATIENCE)
    shown = busy.run("recover")
    assert shown.returncode == 4
    assert "--undo" in shown.stdout
    assert "--finish" not in shown.stdout
    refused = busy.run("apply", "--set", "risk.max_order_size=70", "--yes")
    assert refused.returncode == 1
    assert "recover" in refused.stderr
    undone = busy.run("recover", "--undo")
    assert undone.returncode == 0, undone.stderr
    assert busy.config.read_bytes() == content
    assert set(busy.phases().values()) == {"running"}
    assert busy.run("recover").returncode == 0


@pytest.mark.parametrize("way", ["--undo", "--finish"])
def test_that_an_apply_killed_after_the_save_ends_either_way(running: Desk, way: str) -> None:
    process = running.start("apply", "--set", f"{STOP}=21:00", "--json")
    events_until(process, lambda event: starts(event, "resume"))
    process.kill()
    process.communicate(timeout=PATIENCE)
    document = running.json("recover")
    assert document["unfinished"]
    assert [each["way"] for each in document["ways"]] == ["undo", "finish"]
    ended = running.run("recover", way)
    assert ended.returncode == 0, ended.stderr
    new = template_bytes().replace(b'"20:00" ', b'"21:00" ')
    expected = template_bytes() if way == "--undo" else new
    assert running.config.read_bytes() == expected
    assert set(running.phases().values()) == {"running"}
    assert running.status_of("scanner")["config_revision"] == revision_of(expected)


def starts(event: Json, step: str) -> bool:
    """Whether an event begins a step."""
    return bool(event["event"] == "step_started" and event["step"] == step)


def test_that_a_reader_that_leaves_does_not_stop_an_apply(running: Desk) -> None:
    process = running.start("apply", "--set", f"{STOP}=21:00", "--json")
    events_until(process, lambda event: starts(event, "pause"))
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait(PATIENCE) == 0
    assert process.stderr is not None
    assert process.stderr.read() == ""
    process.stderr.close()
    assert set(running.phases().values()) == {"running"}
    assert b'stop_time_utc = "21:00"' in running.config.read_bytes()


def test_that_an_apply_needs_none_of_the_standard_streams(running: Desk) -> None:
    command = shlex.join(running.command("apply", "--set", f"{STOP}=21:00"))
    answer = subprocess.run(
        ["/bin/sh", "-c", f"exec {command} <&- >&- 2>&-"], check=False, cwd=ROOT, timeout=PATIENCE
    )
    assert answer.returncode == 0
    assert running.config.read_bytes() == template_bytes().replace(b'"20:00" ', b'"21:00" ')
    assert set(running.phases().values()) == {"running"}


def test_that_a_secret_is_in_the_file_and_its_backups_only(running: Desk) -> None:
    key = "broker.api_secret"
    outputs = [
        running.run("apply", "--set", f"{key}=@-", given=f"{SECRET}\n"),
        running.run("apply", "--set", "broker.api_secrt=x", "--set", f"{key}=@{SECRET}"),
        running.run("apply", "--unset", key, "--dry-run"),
        running.run("apply", "--unset", key, "--json"),
        running.run("show"),
        running.run("history"),
        running.run("status", "--json"),
        running.run("logs", "orchestrator", "-n", "1000"),
        running.run("logs", "scanner", "-n", "1000"),
    ]
    assert [answer.returncode for answer in outputs] == [0, 1, 0, 0, 0, 0, 0, 0, 0]
    assert not any(SECRET in answer.stdout + answer.stderr for answer in outputs)
    holders = {
        path.name
        for path in running.folder.rglob("*")
        if path.is_file() and SECRET.encode() in path.read_bytes()
    }
    assert holders == {json.loads(outputs[3].stdout.splitlines()[-1])["backup"]}


def test_that_a_terminal_shows_the_steps_and_asks(running: Desk) -> None:
    command = running.command(
        "apply", "--set", "trading_schedule.enabled=false",
        "--set", "trading_schedule.initially_active=true",
    )  # fmt: skip
    no = Screen(command)
    no.wait_for("[y/N]")
    no.type("n\n")
    assert no.end() == 1
    assert "Nothing was changed." in no.text
    assert running.config.read_bytes() == template_bytes()
    yes = Screen(command)
    yes.wait_for("[y/N]")
    yes.type("y\n")
    assert yes.end() == 0, yes.text
    assert "✓" in yes.text
    assert "2 changes applied." in yes.text


def test_that_a_typed_ctrl_c_cancels_and_a_second_one_waits(busy: Desk) -> None:
    content = busy.config.read_bytes()
    screen = Screen(busy.command("apply", "--set", "risk.max_order_size=60", "--yes"))
    screen.wait_for("orchestrator")
    screen.type("\x03")
    screen.wait_for("Cancelling")
    screen.type("\x03")
    screen.wait_for("Waiting until everything is in order")
    assert screen.end() == 1
    assert "everything is as before" in screen.text
    assert busy.config.read_bytes() == content
    assert set(busy.phases().values()) == {"running"}


def test_that_a_secret_typed_on_a_terminal_is_not_echoed(running: Desk) -> None:
    screen = Screen(running.command("apply", "--set", "broker.api_secret=@-"))
    screen.wait_for("broker.api_secret:")
    screen.type(f"{SECRET}\n")
    assert screen.end() == 0, screen.text
    assert SECRET not in screen.text
    assert SECRET.encode() in running.config.read_bytes()


def test_that_a_halt_is_confirmed_by_the_orchestrator(running: Desk) -> None:
    answer = running.run("session", "halt", "--reason", "Odd prices")
    assert answer.returncode == 0
    assert "Halted" in answer.stdout
    assert "not confirmed" not in answer.stdout
    session = running.json("session")
    assert session["is_trading_session_active"] is False
    kinds = [event["kind"] for event in session["trading"]["history"]]
    assert kinds[0] == "halted"
    assert session["trading"]["clock_ahead_seconds"] == pytest.approx(0.0, abs=0.01)
    assert running.run("session", "release", "--yes").returncode == 0
    assert running.json("session")["halted"] is False


def test_that_a_followed_log_ends_by_ctrl_c(running: Desk) -> None:
    process = running.start("logs", "orchestrator", "--follow", "-n", "1")
    assert process.stdout is not None
    assert process.stdout.readline()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0


def test_that_the_command_that_helps_names_the_same_directory(desk: Desk) -> None:
    shown = desk.run("status").stdout
    assert f"Next: traderadmin --config-dir {desk.folder} resume" in shown
