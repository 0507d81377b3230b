"""The store under real breakage: killed writers, full volumes, racing writers, lost permissions."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.support.waiting import wait_until
from tests.unit.store.conftest import LOCK_FILE, OLD
from tests.unit.store.replacer import EVEN, ODD
from traderadmin.clock import SystemClock
from traderadmin.contract.revision import revision_of
from traderadmin.errors import RefusedError
from traderadmin.store.directory import ConfigDirectory

pytestmark = pytest.mark.processes
ROOT = Path(__file__).parents[3]
ROUNDS = 4
NOBODY = 65534


@contextmanager
def replacer(folder: Path, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """A writer in a process of its own, which does not outlive the block."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.unit.store.replacer", str(folder), *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def visible(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != LOCK_FILE)


def a_temporary(folder: Path) -> bool:
    return any(".tmp-" in name for name in visible(folder))


def a_backup(folder: Path) -> bool:
    return any(name.startswith("config.toml.bak.") for name in visible(folder))


def a_new_file(folder: Path) -> bool:
    return (folder / "config.toml").read_bytes()[:3] == ODD[:3]


@pytest.mark.parametrize("moment", [a_temporary, a_backup, a_new_file])
def test_that_a_writer_killed_at_any_moment_leaves_a_complete_file(
    folder: Path, moment: Callable[[Path], bool]
) -> None:
    config = folder / "config.toml"
    directory = ConfigDirectory(folder, SystemClock())
    for _ in range(ROUNDS):
        for path in folder.glob("*.bak.*"):
            path.unlink()
        config.write_bytes(EVEN)
        with replacer(folder, "loop") as writer:
            wait_until(partial(moment, folder), 20, moment.__name__, poll=0)
            writer.kill()
            writer.wait()
        assert config.read_bytes() in {EVEN, ODD}
        for backup in directory.backups():
            assert directory.read_backup(backup.name) in {EVEN, ODD}
            (folder / backup.name).unlink()
        directory.replace(OLD, expected=directory.read().revision)
        assert not a_temporary(folder)


def test_that_a_reader_never_sees_half_a_file(folder: Path) -> None:
    config = folder / "config.toml"
    config.write_bytes(EVEN)
    seen = set()

    def has_seen_both() -> bool:
        seen.add(revision_of(config.read_bytes()))
        return len(seen) == 2

    with replacer(folder, "loop"):
        wait_until(has_seen_both, 30, "both contents", poll=0)
    assert seen == {revision_of(EVEN), revision_of(ODD)}


def test_that_of_several_writers_exactly_one_wins(folder: Path) -> None:
    with ExitStack() as stack:
        writers = [
            stack.enter_context(replacer(folder, "once", f"x = {number}\n")) for number in range(6)
        ]
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
        for writer in writers:
            assert writer.stdin is not None
            writer.stdin.write("\n")
            writer.stdin.flush()
        outcomes = [writer.communicate()[0] for writer in writers]
    assert sorted(outcomes) == ["RevisionConflictError"] * 5 + ["replaced"]
    winner = outcomes.index("replaced")
    assert (folder / "config.toml").read_text() == f"x = {winner}\n"
    (backup,) = (name for name in visible(folder) if ".bak." in name)
    assert (folder / backup).read_bytes() == OLD


def test_that_a_write_broken_off_by_the_kernel_leaves_everything_as_before(folder: Path) -> None:
    with replacer(folder, "starved") as writer:
        outcome, _ = writer.communicate()
    assert outcome.startswith("RefusedError")
    assert "File too large" in outcome
    assert (folder / "config.toml").read_bytes() == OLD
    assert visible(folder) == ["config.toml"]


@pytest.fixture
def full_volume(tmp_path: Path) -> Iterator[Path]:
    """A volume of 64 KiB with a config.toml that nearly fills it."""
    mount = tmp_path / "volume"
    mount.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(mount)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("no volume can be mounted here")
    try:
        yield mount
    finally:
        subprocess.run(["umount", str(mount)], check=True)  # noqa: S607


def test_that_a_full_volume_leaves_everything_as_before(full_volume: Path) -> None:
    old = b"#" * 30_000
    (full_volume / "config.toml").write_bytes(old)
    directory = ConfigDirectory(full_volume, SystemClock())
    with pytest.raises(RefusedError, match="No space left on device") as caught:
        directory.replace(b"+" * 30_000, expected=revision_of(old))
    assert "Free some space" in caught.value.hint
    assert (full_volume / "config.toml").read_bytes() == old
    assert visible(full_volume) == ["config.toml"]


@contextmanager
def somebody_else() -> Iterator[None]:
    """Act as a user who is not root."""
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.fixture
def shared_folder(folder: Path) -> Iterator[Path]:
    """A config directory everybody may write in, opened by a descriptor.

    The test's own folders are private to root, so somebody else reaches it by /proc only.
    """
    if os.geteuid() != 0:
        pytest.skip("only root can act as somebody else")
    folder.chmod(0o777)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        yield Path(f"/proc/self/fd/{descriptor}")
    finally:
        os.close(descriptor)


@pytest.mark.parametrize(
    ("group", "mode"), [(23456, 0o606), (NOBODY, 0o660)], ids=["everybody reads", "group kept"]
)
def test_that_a_file_of_another_owner_is_replaced_where_all_readers_stay(
    shared_folder: Path, group: int, mode: int
) -> None:
    os.chown(shared_folder / "config.toml", 12345, group)
    (shared_folder / "config.toml").chmod(mode)
    directory = ConfigDirectory(shared_folder, SystemClock())
    with somebody_else():
        directory.replace(b"x = 2\n", expected=revision_of(OLD))
    status = (shared_folder / "config.toml").stat()
    assert (status.st_uid, status.st_gid, status.st_mode & 0o777) == (NOBODY, NOBODY, mode)


def test_that_a_group_is_not_robbed_of_access(shared_folder: Path) -> None:
    os.chown(shared_folder / "config.toml", NOBODY, 23456)
    (shared_folder / "config.toml").chmod(0o640)
    directory = ConfigDirectory(shared_folder, SystemClock())
    with somebody_else(), pytest.raises(RefusedError, match="no longer be able to read"):
        directory.replace(b"x = 2\n", expected=revision_of(OLD))
    assert (shared_folder / "config.toml").read_bytes() == OLD
    assert visible(shared_folder) == ["config.toml"]


def test_that_users_of_one_group_share_the_lock(shared_folder: Path) -> None:
    (shared_folder / "config.toml").chmod(0o666)
    directory = ConfigDirectory(shared_folder, SystemClock())
    directory.replace(b"x = 2\n", expected=revision_of(OLD))
    with somebody_else():
        directory.replace(OLD, expected=revision_of(b"x = 2\n"))
    assert (shared_folder / "config.toml").read_bytes() == OLD
