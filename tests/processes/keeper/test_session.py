"""The session: opened once, kept, opened again; what a broken one means for reads and writes."""

import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.processes.keeper.conftest import NEW, OLD, Launcher
from tests.support.keeper_pipe import PipeTransport, keeper_command
from tests.support.waiting import wait_until
from traderadmin.contract.revision import revision_of
from traderadmin.errors import RefusedError, TraderAdminError, UnconfirmedError
from traderadmin.store.keeper.frames import frames
from traderadmin.targets.kubernetes.keeper.client import KeeperClient

pytestmark = pytest.mark.processes
BOUND = 20


def test_that_many_callers_share_one_session(client: KeeperClient, launcher: Launcher) -> None:
    with ThreadPoolExecutor(16) as pool:
        files = list(pool.map(lambda _: client.read_config(), range(200)))
    assert {file.content for file in files} == {OLD}
    assert len(launcher.started) == 1


def test_that_a_keeper_that_ended_is_started_again(
    client: KeeperClient, launcher: Launcher
) -> None:
    client.read_config()
    launcher.started[0].process.kill()
    assert client.read_config().content == OLD
    done = client.replace_config(NEW, expected=revision_of(OLD), fence=0)
    assert done.revision == revision_of(NEW)
    assert len(launcher.started) == 2


@pytest.mark.parametrize("mode", ["dies-before=look", "dies-after=look"])
def test_that_a_read_whose_answer_was_lost_is_asked_once_more(
    launcher: Launcher, mode: str
) -> None:
    assert launcher.client(mode).look().revision == revision_of(OLD)
    assert len(launcher.started) == 2


def test_that_a_read_is_asked_twice_at_most(launcher: Launcher) -> None:
    client = launcher.client(*["dies-before=look"] * 3)
    with pytest.raises(TraderAdminError, match="session with the config keeper ended"):
        client.look()
    assert len(launcher.started) == 2


def test_that_a_read_that_is_never_answered_drops_the_session(launcher: Launcher) -> None:
    client = launcher.client("mute=read_config", "mute=read_config", seconds=2)
    with pytest.raises(TraderAdminError, match=r"did not answer within 2 s \(read_config\)"):
        client.read_config()
    assert client.read_config().content == OLD
    assert len(launcher.started) == 3


def test_that_a_write_whose_answer_was_lost_is_unconfirmed_and_not_repeated(
    launcher: Launcher,
) -> None:
    client = launcher.client("dies-after=raise_fence")
    with pytest.raises(UnconfirmedError, match=r"is not known \(raise_fence\)"):
        client.raise_fence(4)
    assert client.fence() == 4
    client = launcher.client("dies-before=raise_fence")
    with pytest.raises(UnconfirmedError):
        client.raise_fence(5)
    assert client.fence() == 4


def test_that_a_write_that_could_not_be_begun_changed_nothing(launcher: Launcher) -> None:
    client = KeeperClient(lambda: launcher.start([sys.executable, "-c", "pass"]), seconds=10)
    with pytest.raises(RefusedError, match="Nothing was changed"):
        client.replace_config(NEW, expected=revision_of(OLD), fence=0)
    client.close()


def test_that_a_write_whose_first_part_was_refused_changed_nothing(
    launcher: Launcher, volume: Path
) -> None:
    transport = launcher.start()
    client = KeeperClient(lambda: transport)
    client.open()
    transport.process.send_signal(signal.SIGSTOP)
    transport.send(b"")
    transport._stdin.close()
    with pytest.raises(RefusedError, match="Nothing was changed"):
        client.replace_config(bytes(200_000), expected=revision_of(OLD), fence=0)
    transport.process.send_signal(signal.SIGCONT)
    client.close()
    transport.process.wait(BOUND)
    assert (volume / "config" / "config.toml").read_bytes() == OLD


@pytest.mark.parametrize(("protocol", "who"), [("2", "TraderAdmin on this"), ("0", "the image")])
def test_that_another_protocol_is_refused_and_the_older_side_named(
    launcher: Launcher, protocol: str, who: str
) -> None:
    client = launcher.client(f"protocol={protocol}")
    with pytest.raises(TraderAdminError, match=f"speaks protocol {protocol}") as caught:
        client.open()
    assert f"Update {who}" in caught.value.hint
    assert "9.9" in caught.value.message


def test_that_a_shell_s_complaint_is_quoted(launcher: Launcher) -> None:
    client = launcher.client("chatters")
    with pytest.raises(TraderAdminError, match="it says: sh: 1: python: not found"):
        client.open()
    assert client.read_config().content == OLD


def test_that_a_keeper_that_refuses_its_folders_says_why(launcher: Launcher, volume: Path) -> None:
    command = keeper_command(volume / "missing")
    client = KeeperClient(lambda: launcher.start(command))
    with pytest.raises(RefusedError, match="No such file or directory"):
        client.open()
    client.close()


def test_that_stray_text_inside_the_keeper_harms_no_frame(launcher: Launcher) -> None:
    client = launcher.client("prints=read_config")
    assert client.read_config().content == OLD
    assert client.read_config().content == OLD
    assert len(launcher.started) == 1
    client.close()
    launcher.started[0].process.wait(BOUND)
    errors = launcher.log.read_text()
    assert "stray text" in errors
    assert "stray child" in errors


def test_that_closing_tells_who_waits_and_joins(launcher: Launcher) -> None:
    client = launcher.client("mute=read_config")
    client.open()
    failures: list[str] = []

    def ask() -> None:
        try:
            client.read_config()
        except TraderAdminError as error:
            failures.append(error.message)

    waiting = threading.Thread(target=ask)
    waiting.start()
    session = client._connection._session
    assert session is not None
    wait_until(lambda: launcher.started[0].sent, BOUND, "the request to be sent")
    client.close()
    waiting.join(BOUND)
    assert failures == ["The session with the config keeper was closed."]
    assert not session._reader.is_alive()
    with pytest.raises(TraderAdminError, match="was closed"):
        client.read_config()
    assert len(launcher.started) == 1


def test_that_a_keeper_ends_silently_at_the_end_of_its_input(launcher: Launcher) -> None:
    client = launcher.client()
    client.read_config()
    client.close()
    assert launcher.started[0].process.wait(BOUND) == 0
    assert launcher.log.read_bytes() == b""


def test_that_a_keeper_ends_silently_on_sigterm(launcher: Launcher) -> None:
    client = launcher.client()
    client.read_config()
    launcher.started[0].process.terminate()
    assert launcher.started[0].process.wait(BOUND) in {0, -signal.SIGTERM}
    assert launcher.log.read_bytes() == b""


def test_that_a_keeper_ends_silently_when_nobody_reads_its_answers(
    volume: Path, tmp_path: Path
) -> None:
    request = b"".join(frames(b'{"id": 1, "call": "read_config"}'))
    with (
        (tmp_path / "errors").open("wb") as errors,
        subprocess.Popen(
            keeper_command(volume), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
        ) as process,
    ):
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdout.read(5)
        process.stdout.close()
        process.stdin.write(request)
        process.stdin.flush()
        assert process.wait(BOUND) == 0
    assert (tmp_path / "errors").read_bytes() == b""


def test_that_what_is_no_request_ends_the_session_with_a_sentence(launcher: Launcher) -> None:
    client = launcher.client()
    client.open()
    launcher.started[0].send(b"".join(frames(b"[]")))
    assert launcher.started[0].process.wait(BOUND) == 0
    session = client._connection._session
    assert session is not None
    wait_until(lambda: not session.is_open, BOUND, "the session to be broken")
    assert session._broken is not None
    assert "no request" in session._broken.message
    assert client.read_config().content == OLD


def test_that_a_partial_message_does_nothing(launcher: Launcher, volume: Path) -> None:
    request = b'{"id": 1, "call": "raise_fence", "args": {"number": 7, "pad": "%s"}}' % (
        b"x" * 70_000
    )
    whole = b"".join(frames(request))
    for end in (3, 100, 65_541, len(whole) - 1):
        transport: PipeTransport = launcher.start()
        transport.receive()
        transport.send(whole[:end])
        transport._stdin.close()
        assert transport.process.wait(BOUND) == 0
    assert not (volume / "config" / "fence.json").exists()
    transport = launcher.start()
    transport.send(whole)
    transport._stdin.close()
    assert transport.process.wait(BOUND) == 0
    assert (volume / "config" / "fence.json").exists()
