"""What a keeper does when it is asked: every call, over a real session."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.processes.keeper.conftest import NEW, OLD, Launcher
from tests.support.keeper_pipe import keeper_command
from traderadmin import __version__
from traderadmin.contract.halt import HaltRecord
from traderadmin.contract.history import Event, HistoryEntry, Outcome
from traderadmin.contract.revision import revision_of
from traderadmin.errors import NotFoundError, RefusedError, RevisionConflictError, TraderAdminError
from traderadmin.targets.kubernetes.keeper.client import KeeperClient

pytestmark = pytest.mark.processes
WHEN = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
RECORD = HaltRecord("trader on desk-1", WHEN, "späte Sitzung")
ENTRY = HistoryEntry("a1", Event.APPLY, Outcome.DONE, "trader", WHEN, "why", 1.5)


def test_that_hello_tells_protocol_version_and_folders(
    client: KeeperClient, volume: Path, launcher: Launcher
) -> None:
    hello = client.open()
    assert (hello.protocol, hello.version, hello.file) == (1, __version__, "config.toml")
    assert (hello.root, hello.config) == (str(volume), str(volume / "config"))
    assert client.open() == hello
    assert len(launcher.started) == 1


def test_that_the_file_is_read_with_its_revision_and_time(client: KeeperClient) -> None:
    file = client.read_config()
    assert (file.content, file.revision) == (OLD, revision_of(OLD))
    assert file.modified.tzinfo is UTC


def test_that_a_replace_keeps_a_backup_and_is_read_back(client: KeeperClient, volume: Path) -> None:
    done = client.replace_config(NEW, expected=revision_of(OLD), fence=0)
    assert done.revision == revision_of(NEW)
    assert (volume / "config" / "config.toml").read_bytes() == NEW
    (backup,) = client.backups()
    assert (backup.name, backup.size) == (done.backup, len(OLD))
    assert client.read_backup(backup.name) == OLD


def test_that_another_name_of_the_file_is_kept_to(launcher: Launcher, volume: Path) -> None:
    (volume / "config" / "settings.toml").write_bytes(OLD)
    command = keeper_command(volume, "--file", "settings.toml")
    client = KeeperClient(lambda: launcher.start(command))
    done = client.replace_config(NEW, expected=revision_of(OLD), fence=0)
    client.close()
    assert done.backup.startswith("settings.toml.bak.")
    assert (volume / "config" / "settings.toml").read_bytes() == NEW
    assert (volume / "config" / "config.toml").read_bytes() == OLD


def test_that_a_file_of_several_frames_comes_and_goes_whole(client: KeeperClient) -> None:
    large = b"# " + bytes(range(32, 127)) * 20_000
    client.replace_config(large, expected=revision_of(OLD), fence=0)
    assert client.read_config().content == large


def test_that_a_file_that_is_too_large_is_refused(client: KeeperClient, volume: Path) -> None:
    with pytest.raises(RefusedError, match="at most"):
        client.replace_config(bytes(17 * 1024 * 1024), expected=revision_of(OLD), fence=0)
    with pytest.raises(RefusedError, match="cannot be sent"):
        client.replace_config(bytes(25 * 1024 * 1024), expected=revision_of(OLD), fence=0)
    assert (volume / "config" / "config.toml").read_bytes() == OLD


def test_that_the_first_file_is_made_once(client: KeeperClient, volume: Path) -> None:
    (volume / "config" / "config.toml").unlink()
    with pytest.raises(NotFoundError, match=r"no config\.toml"):
        client.read_config()
    assert client.create_config(NEW).revision == revision_of(NEW)
    with pytest.raises(RefusedError, match="left as it is"):
        client.create_config(OLD)


def test_that_a_replace_of_another_revision_conflicts(client: KeeperClient) -> None:
    with pytest.raises(RevisionConflictError, match="changed by somebody else"):
        client.replace_config(NEW, expected=revision_of(b"other"), fence=0)
    assert client.read_config().content == OLD
    assert client.backups() == ()


def test_that_a_fence_refuses_who_was_taken_over(client: KeeperClient, launcher: Launcher) -> None:
    launcher.client().raise_fence(3)
    assert client.fence() == 3
    with pytest.raises(RefusedError, match="taken over by a recovery"):
        client.replace_config(NEW, expected=revision_of(OLD), fence=2)
    client.replace_config(NEW, expected=revision_of(OLD), fence=3)


def test_that_the_schema_is_the_folder_s_own_or_none(client: KeeperClient, volume: Path) -> None:
    assert client.read_schema() is None
    (volume / "config" / "config.schema.json").write_bytes(b"{}")
    assert client.read_schema() == b"{}"


def test_that_history_is_kept(client: KeeperClient) -> None:
    assert client.history() == ()
    client.append_history(ENTRY)
    assert client.history() == (ENTRY,)


def test_that_a_halt_stands_until_it_is_released(client: KeeperClient) -> None:
    assert not client.halt_state().halted
    client.set_halt(RECORD)
    assert client.halt_state().record == RECORD
    client.release_halt()
    assert not client.halt_state().halted


def test_that_one_look_tells_file_halt_and_fence(client: KeeperClient) -> None:
    client.set_halt(RECORD)
    client.raise_fence(2)
    look = client.look()
    assert (look.revision, look.fence, look.notes) == (revision_of(OLD), 2, ())
    assert look.modified == client.read_config().modified
    assert look.halt.record == RECORD


def test_that_a_look_says_what_cannot_be_read_and_tells_the_rest(
    client: KeeperClient, volume: Path
) -> None:
    (volume / "config" / "config.toml").unlink()
    assert (client.look().revision, client.look().notes) == (None, ())
    (volume / "config" / "config.toml").mkdir()
    (volume / "state" / "halt.json").write_text("{")
    (volume / "config" / "fence.json").write_text("{")
    look = client.look()
    assert (look.revision, look.fence) == (None, None)
    assert "is a folder" in look.notes[0]
    assert "does not hold a number" in look.notes[1]
    assert look.halt.halted
    assert "not a halt record" in look.halt.unreadable


def test_that_the_volume_s_folders_are_tried(client: KeeperClient, volume: Path) -> None:
    before = sorted(volume.rglob("*"))
    config, state = client.check_volume(1)
    assert (config.folder, config.problem, config.read_only) == (str(volume / "config"), "", False)
    assert config.free is not None
    assert config.free > 0
    assert (state.folder, state.problem) == (str(volume / "state"), "")
    assert sorted(volume.rglob("*")) == before


def test_that_a_folder_without_room_or_missing_has_a_problem(
    client: KeeperClient, volume: Path
) -> None:
    (volume / "state").rmdir()
    config, state = client.check_volume(2**62)
    assert "are needed" in config.problem
    assert "No such file or directory" in state.problem
    assert "Make the folder" in state.hint


def test_that_an_odd_request_is_refused_and_the_session_goes_on(launcher: Launcher) -> None:
    client = launcher.client()
    ask = client._connection.read
    with pytest.raises(RefusedError, match="knows no 'delete_everything'"):
        ask("delete_everything", {})
    with pytest.raises(RefusedError, match="no limit"):
        ask("history", {"limit": -1})
    with pytest.raises(RefusedError, match="no content"):
        ask("create_config", {"content": "no base64"})
    with pytest.raises(RefusedError, match="no entry"):
        ask("append_history", {"entry": {"id": "a1"}})
    with pytest.raises(RefusedError, match="no record"):
        ask("halt_write", {"record": {"who": "x", "when": "today", "reason": ""}})
    assert client.read_config().content == OLD
    assert len(launcher.started) == 1


def test_that_a_bug_is_a_sentence_and_no_traceback(launcher: Launcher) -> None:
    client = launcher.client("breaks=read_config")
    with pytest.raises(
        TraderAdminError, match=r"could not carry out read_config: ZeroDivision"
    ) as e:
        client.read_config()
    assert "a secret" not in str(e.value)
    assert client.backups() == ()
    assert len(launcher.started) == 1
    client.close()
    launcher.started[0].process.wait(20)
    assert launcher.log.read_bytes() == b""
