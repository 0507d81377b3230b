"""The rest of the target: folders, checks, logs, links between services, and what HTTP may do."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from tests.processes.local.conftest import ONE, PATIENCE, Make
from tests.processes.local.looking import kill, pid_of, state_of
from tests.support.tiny_service import tiny
from tests.support.waiting import wait_until
from traderadmin.clock import SystemClock
from traderadmin.contract.halt import HaltRecord
from traderadmin.contract.journal import Operation
from traderadmin.errors import NotFoundError, TraderAdminError
from traderadmin.targets.local import DEFAULT_SPECS, LocalPaths, LocalTarget
from traderadmin.targets.local.logs import open_log, tail
from traderadmin.targets.local.probe import ask
from traderadmin.targets.local.record import RecordFile
from traderadmin.targets.local.spawn import free_port
from traderadmin.targets.states import CheckLevel, Phase

pytestmark = pytest.mark.processes
NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


def refused(target: LocalTarget) -> list[str]:
    return [check.title for check in target.preflight() if check.level is CheckLevel.REFUSED]


def end(target: LocalTarget) -> None:
    """Kill the scanner, and see it gone."""
    kill(pid_of(target, "scanner"))
    wait_until(lambda: state_of(target, "scanner").phase is Phase.FAILED, 10, "the failure")


def test_that_new_folders_are_private_and_old_ones_kept(tmp_path: Path) -> None:
    old = tmp_path / "config"
    old.mkdir(mode=0o755)
    LocalTarget(LocalPaths.under(old), SystemClock()).connect()
    assert old.stat().st_mode & 0o777 == 0o755
    for path in ("state", "logs", "services", "services/scanner", "services/orchestrator"):
        assert (old / path).stat().st_mode & 0o777 == 0o700


def test_that_the_default_folders_are_the_user_s_own(own_folders: Path) -> None:
    paths = LocalPaths.default()
    for folder in (paths.config, paths.state, paths.logs, paths.services):
        assert folder.is_relative_to(own_folders)
        assert "traderadmin" in folder.parts
    assert len({paths.config, paths.state, paths.logs, paths.services}) == 4


def test_that_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    target = LocalTarget(LocalPaths.under(tmp_path / "file" / "config"), SystemClock())
    with pytest.raises(TraderAdminError, match="cannot be made: Not a directory"):
        target.connect()


def test_that_windows_is_told_what_to_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(TraderAdminError, match="needs Linux or macOS"):
        LocalTarget(LocalPaths.under(tmp_path / "config"), SystemClock()).connect()
    assert not (tmp_path / "config").exists()


def test_that_an_apply_is_refused_while_a_log_cannot_be_written(
    target: LocalTarget, paths: LocalPaths
) -> None:
    paths.log("scanner").mkdir()
    assert refused(target) == ["Log of scanner can be written"]
    paths.log("scanner").rmdir()
    paths.logs.rmdir()
    paths.logs.touch()
    assert "Log directory is writable" in refused(target)
    assert all(line.level is CheckLevel.OK for line in target.preflight(Operation.PAUSE))
    paths.logs.unlink()


def test_that_a_link_keeps_from_saving_but_not_from_stopping_and_starting(
    target: LocalTarget, paths: LocalPaths
) -> None:
    config = paths.config / "config.toml"
    config.rename(paths.config / "real.toml")
    config.symlink_to("real.toml")
    assert refused(target) == ["config.toml can be replaced"]
    for operation in (Operation.PAUSE, Operation.RESUME):
        assert all(line.level is CheckLevel.OK for line in target.preflight(operation))


def test_that_producers_stop_first() -> None:
    assert [spec.name for spec in sorted(DEFAULT_SPECS, key=lambda spec: spec.order)] == [
        "scanner",
        "orchestrator",
    ]


def test_that_all_is_well_where_it_is(target: LocalTarget, paths: LocalPaths) -> None:
    checks = target.preflight()
    assert {check.level for check in checks} == {CheckLevel.OK}
    assert not list(paths.config.rglob("*preflight*"))


def test_that_a_missing_file_a_missing_folder_and_a_missing_program_are_refused(
    make: Make, paths: LocalPaths
) -> None:
    scanner = replace(tiny("scanner", 10), command=("/nonexistent/program",))
    module = replace(tiny("orchestrator", 20), command=(sys.executable, "-m", "no.such_module"))
    target = make(scanner, module)
    (paths.config / "config.toml").unlink()
    paths.service("scanner").rmdir()
    assert refused(target) == [
        "config.toml can be replaced",
        "Program of scanner is found",
        "Record of scanner can be stored",
        "Program of orchestrator is found",
    ]
    paths.service("scanner").mkdir()


def test_that_a_link_is_refused_before_anything_is_stopped(
    target: LocalTarget, paths: LocalPaths
) -> None:
    (paths.config / "config.toml").rename(paths.state / "real.toml")
    (paths.config / "config.toml").symlink_to(paths.state / "real.toml")
    assert refused(target) == ["config.toml can be replaced"]


def test_that_too_little_room_is_refused(
    target: LocalTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 1024 * 1024})
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    assert refused(target) == ["Volume has room"]


def test_that_a_failed_service_is_a_warning(target: LocalTarget) -> None:
    target.resume("scanner", ONE, PATIENCE)
    end(target)
    warnings = [check for check in target.preflight() if check.level is CheckLevel.WARNING]
    assert [check.title for check in warnings] == ["Proof of scanner"]


def test_that_a_snapshot_shows_it_all(target: LocalTarget) -> None:
    target.resume("scanner", ONE, PATIENCE)
    snapshot = target.snapshot()
    assert [state.name for state in snapshot.services] == ["scanner", "orchestrator"]
    assert [state.phase for state in snapshot.services] == [Phase.RUNNING, Phase.STOPPED]
    assert snapshot.revision == target.read_config().revision
    assert not snapshot.halt.halted
    assert snapshot.notes == ()


def test_that_a_snapshot_survives_a_missing_and_an_unreadable_file(
    target: LocalTarget, paths: LocalPaths
) -> None:
    (paths.config / "config.toml").unlink()
    assert target.snapshot().revision is None
    with pytest.raises(NotFoundError):
        target.read_config()
    (paths.config / "config.toml").mkdir()
    snapshot = target.snapshot()
    assert snapshot.revision is None
    assert "cannot be read" in snapshot.notes[0]


def test_that_a_halt_stands_until_it_is_released(target: LocalTarget, make: Make) -> None:
    record = HaltRecord("trader", NOW, "news")
    target.set_halt(record)
    assert make().halt_state().record == record
    target.release_halt()
    assert not make().halt_state().halted


def test_that_a_large_log_is_rotated_when_a_service_starts(tmp_path: Path) -> None:
    log = tmp_path / "scanner.log"
    log.write_bytes(b"x" * (6 * 1024 * 1024))
    with open_log(log) as file:
        file.write(b"new\n")
    assert tail(log, 10) == ("new",)
    assert (tmp_path / "scanner.log.1").stat().st_size == 6 * 1024 * 1024
    with open_log(log) as file:
        file.write(b"newer \xff\n")
    assert tail(log, 10) == ("new", "newer \ufffd")


def test_that_the_last_lines_are_those_of_the_last_start(make: Make) -> None:
    target = make()
    target.resume("scanner", ONE, PATIENCE)
    end(target)
    failed = make(tiny("scanner", 10, exit="1"))
    with pytest.raises(TraderAdminError):
        failed.resume("scanner", ONE, PATIENCE)
    assert state_of(failed, "scanner").last_log == ("cannot go on: no such feed",)
    assert failed.log_tail("scanner")[0] == "scanner started"
    assert failed.log_tail("scanner", 1) == ("cannot go on: no such feed",)


def test_that_the_scanner_is_told_where_the_orchestrator_will_be(target: LocalTarget) -> None:
    target.resume("scanner", ONE, PATIENCE)
    variables = Path(f"/proc/{pid_of(target, 'scanner')}/environ").read_text().split("\0")
    target.resume("orchestrator", ONE, PATIENCE)
    (orchestrator,) = state_of(target, "orchestrator").instances
    assert f"TRADERADMIN_ORCHESTRATOR_URL=http://127.0.0.1:{orchestrator.port}" in variables


def test_that_a_scanner_that_posts_elsewhere_says_so(
    target: LocalTarget, paths: LocalPaths
) -> None:
    target.resume("scanner", ONE, PATIENCE)
    assert state_of(target, "scanner").problem == ""
    file = RecordFile(paths.service("orchestrator"))
    file.write(replace(file.read(), port=1))
    state = state_of(target, "scanner")
    assert state.phase is Phase.RUNNING
    assert "the orchestrator has port 1 now" in state.problem


class _Page(BaseHTTPRequestHandler):
    """Answers every request with the same."""

    code = 200
    body = b""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(self.code)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    @override
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def page(code: int, body: bytes) -> Iterator[int]:
    """A server on 127.0.0.1 that answers all the same; its port."""
    handler = type("Page", (_Page,), {"code": code, "body": body})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.005,))
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("code", "body", "problem"),
    [
        (200, b"hello", "not one it should give"),
        (200, b"[]", "not one it should give"),
        (200, b"{}", "not one it should give"),
        (500, b"", "answers 500"),
        (302, b"", "answers 302"),
    ],
)
def test_that_a_strange_answer_is_no_proof(code: int, body: bytes, problem: str) -> None:
    with page(code, body) as port:
        answer = ask("scanner", port, SystemClock())
    assert not answer.ready
    assert answer.status is None
    assert problem in answer.problem


def test_that_a_closed_port_is_silence() -> None:
    answer = ask("scanner", free_port(), SystemClock())
    assert answer.silent
    assert "Connection refused" in answer.problem
