"""A replace under breakage: readers, rivals, kills, full disks and lost answers."""

import resource
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from tests.processes.keeper.conftest import NEW, OLD, Launcher
from tests.support.keeper_pipe import keeper_command
from tests.support.waiting import wait_until
from traderadmin.contract.revision import revision_of
from traderadmin.errors import (
    RefusedError,
    RevisionConflictError,
    TraderAdminError,
    UnconfirmedError,
)
from traderadmin.store.locking import FileLock
from traderadmin.targets.kubernetes.keeper.client import KeeperClient

pytestmark = pytest.mark.processes
EVEN = b"# even\n" + b"a" * 300_000
ODD = b"# odd\n" + b"b" * 200_000
BOUND = 20


def names(volume: Path) -> list[str]:
    found = sorted(path.name for path in (volume / "config").iterdir())
    return [name for name in found if name != ".config.toml.lock"]


def without_backups(volume: Path) -> None:
    """Make room for a backup in this very second."""
    for path in (volume / "config").glob("*.bak.*"):
        path.unlink()


def test_that_readers_see_the_old_or_the_new_file_and_nothing_else(
    launcher: Launcher, volume: Path
) -> None:
    config = volume / "config" / "config.toml"
    config.write_bytes(EVEN)
    writer, reader = launcher.client(), launcher.client()
    seen: set[str] = set()
    done = threading.Event()

    def look(read: Callable[[], bytes]) -> None:
        while not done.is_set():
            seen.add(revision_of(read()))

    with ThreadPoolExecutor(2) as pool:
        looks = [
            pool.submit(look, config.read_bytes),
            pool.submit(look, lambda: reader.read_config().content),
        ]
        for content, old in [(ODD, EVEN), (EVEN, ODD)] * 10:
            writer.replace_config(content, expected=revision_of(old), fence=0)
            without_backups(volume)
        done.set()
        for watching in looks:
            watching.result()
    assert seen == {revision_of(EVEN), revision_of(ODD)}


def test_that_of_two_keepers_at_once_one_wins_and_the_other_conflicts(
    launcher: Launcher, volume: Path
) -> None:
    clients = [launcher.client() for _ in range(2)]
    for client in clients:
        client.open()
    start = threading.Barrier(2)

    def replace(number: int) -> str:
        start.wait()
        try:
            clients[number].replace_config(
                f"x = {number}\n".encode(), expected=revision_of(OLD), fence=0
            )
        except RevisionConflictError:
            return "conflict"
        return "replaced"

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(replace, range(2)))
    assert sorted(outcomes) == ["conflict", "replaced"]
    winner = outcomes.index("replaced")
    assert (volume / "config" / "config.toml").read_text() == f"x = {winner}\n"
    assert len(clients[0].backups()) == 1


def is_staged(volume: Path) -> bool:
    return any(".tmp-" in name for name in names(volume))


def is_backed_up(volume: Path) -> bool:
    return any(".bak." in name for name in names(volume))


def is_replaced(volume: Path) -> bool:
    return (volume / "config" / "config.toml").read_bytes()[:3] == ODD[:3]


@pytest.mark.parametrize("moment", [is_staged, is_backed_up, is_replaced])
def test_that_a_keeper_killed_in_mid_replace_leaves_a_whole_file_and_the_truth_is_told(
    launcher: Launcher, volume: Path, moment: Callable[[Path], bool]
) -> None:
    config = volume / "config" / "config.toml"
    config.write_bytes(EVEN)
    client = launcher.client()
    client.open()
    keeper = launcher.started[0].process

    def kill() -> None:
        wait_until(partial(moment, volume), BOUND, moment.__name__, poll=0)
        keeper.kill()

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        client.replace_config(ODD, expected=revision_of(EVEN), fence=0)
        told = ODD
    except UnconfirmedError as error:
        told = ODD if "The file is the new one." in error.message else EVEN
    killer.join()
    assert config.read_bytes() == told
    for backup in client.backups():
        assert client.read_backup(backup.name) == EVEN
    without_backups(volume)
    client.replace_config(NEW, expected=revision_of(told), fence=0)
    assert not is_staged(volume)


def test_that_a_lost_answer_is_unconfirmed_though_the_file_is_new(
    launcher: Launcher, volume: Path
) -> None:
    client = launcher.client("dies-after=replace_config")
    with pytest.raises(UnconfirmedError, match="The file is the new one"):
        client.replace_config(NEW, expected=revision_of(OLD), fence=0)
    assert (volume / "config" / "config.toml").read_bytes() == NEW


def test_that_a_request_that_was_not_carried_out_is_unconfirmed_and_the_file_as_before(
    launcher: Launcher, volume: Path
) -> None:
    client = launcher.client("dies-before=replace_config")
    with pytest.raises(UnconfirmedError, match="The file is as before"):
        client.replace_config(NEW, expected=revision_of(OLD), fence=0)
    assert (volume / "config" / "config.toml").read_bytes() == OLD


def test_that_a_replace_still_waiting_behind_a_lost_session_is_not_called_undone(
    launcher: Launcher, volume: Path
) -> None:
    lock = FileLock(volume / "config" / ".config.toml.lock", shared=True)
    assert lock.try_acquire()
    client = launcher.client()
    client.open()
    first = launcher.started[0]
    told: list[str] = []

    def replace() -> None:
        try:
            client.replace_config(NEW, expected=revision_of(OLD), fence=0)
        except TraderAdminError as error:
            told.append(error.message)

    replacing = threading.Thread(target=replace)
    replacing.start()
    session = client._connection._session
    assert session is not None
    wait_until(lambda: first.sent, BOUND, "the request to be sent")
    session._break(TraderAdminError("Lost", "The line was cut."))
    wait_until(lambda: len(launcher.started) == 2, BOUND, "a second session")
    assert first.process.poll() is None
    lock.release()
    replacing.join(BOUND)
    assert told
    assert "The file is the new one." in told[0]
    assert (volume / "config" / "config.toml").read_bytes() == NEW


def test_that_a_bug_in_mid_replace_is_never_called_harmless(launcher: Launcher) -> None:
    client = launcher.client("breaks=replace_config")
    with pytest.raises(UnconfirmedError, match=r"ZeroDivisionError.*The file is as before"):
        client.replace_config(NEW, expected=revision_of(OLD), fence=0)


def test_that_a_full_disk_leaves_everything_as_before(launcher: Launcher, volume: Path) -> None:
    transport = launcher.start(keeper_command(volume))
    resource.prlimit(transport.process.pid, resource.RLIMIT_FSIZE, (64 * 1024, 64 * 1024))
    client = KeeperClient(lambda: transport)
    with pytest.raises(RefusedError, match="File too large"):
        client.replace_config(EVEN, expected=revision_of(OLD), fence=0)
    assert names(volume) == ["config.toml"]
    assert client.read_config().content == OLD
    client.close()
