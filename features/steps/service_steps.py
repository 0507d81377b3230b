"""The services and the file, looked at from outside: processes, HTTP answers, bytes on disk."""

import subprocess
import sys
from pathlib import Path

import psutil
from behave import given, then, when
from behave.runner import Context

from features.steps.apply_steps import NAMES, NEW, OLD
from features.steps.places import local_services, place_of, use_services
from tests.support.tiny_service import tiny
from tests.support.window_driver import wait_for
from traderadmin.contract.revision import revision_of
from traderadmin.targets.local.specs import DEFAULT_SPECS

ROOT = Path(__file__).parents[2]
TITLES = {"Stop": b"stop_time_utc = ", "Largest order": b"max_order_size = "}


def processes(context: Context) -> dict[str, psutil.Process]:
    """The living process of each service that has one."""
    found = {}
    for name in NAMES:
        pid = local_services(context).record(name)["pid"]
        if isinstance(pid, int) and psutil.pid_exists(pid):
            process = psutil.Process(pid)
            if process.status() != psutil.STATUS_ZOMBIE:
                found[name] = process
    return found


def remember(context: Context) -> None:
    """Note the processes and the file as they are before anything happens."""
    context.before = {name: (p.pid, p.create_time()) for name, p in processes(context).items()}
    context.file_before = place_of(context).config_file.read_bytes()


def unchanged(context: Context) -> list[str]:
    """The services that still run in the process they ran in before."""
    now = {name: (p.pid, p.create_time()) for name, p in processes(context).items()}
    return [name for name in NAMES if now.get(name) == context.before[name]]


@given("the trading services are running")
@given("the trading services (orchestrator, scanner) are running")
def running(context: Context) -> None:
    use_services(context, *DEFAULT_SPECS)
    remember(context)
    assert set(context.before) == set(NAMES)


@given("the trading services are running, trading open at any time")
def running_open(context: Context) -> None:
    always = OLD.replace(b"enabled = true", b"enabled = false", 1)
    always = always.replace(b"initially_active = false", b"initially_active = true")
    place_of(context).config_file.write_bytes(always)
    running(context)


@given("the trading services are running, the orchestrator slow to stop")
def running_slow(context: Context) -> None:
    use_services(context, tiny("scanner", 10), tiny("orchestrator", 20, term_seconds="1.5"))
    remember(context)


@given("a configuration whose line 3 is not TOML, with a backup of a good one")
def unreadable_toml(context: Context) -> None:
    folder = place_of(context).paths.config
    good = OLD.replace(b'stop_time_utc = "20:00"', b'stop_time_utc = "19:45"')
    (folder / "config.toml.bak.20261120_151004").write_bytes(good)
    place_of(context).config_file.write_bytes(b"# broken\n[risk]\nmax_order_size = = 5\n")
    context.file_before = place_of(context).config_file.read_bytes()


@given("a configuration that is not UTF-8")
def unreadable_bytes(context: Context) -> None:
    place_of(context).config_file.write_bytes(b"[risk]\n# \xff\xfe\n")
    context.file_before = place_of(context).config_file.read_bytes()


@given("the file was lost")
def file_lost(context: Context) -> None:
    place_of(context).config_file.unlink()


@then("no file was made")
def no_file(context: Context) -> None:
    assert not place_of(context).config_file.exists()


@when("someone puts the file back")
def file_back(context: Context) -> None:
    place_of(context).config_file.write_bytes(context.file_before)


@when('someone else sets "{title}" to {value} in the file')
def someone_sets(context: Context, title: str, value: str) -> None:
    path = place_of(context).config_file
    lines = path.read_bytes().splitlines(keepends=True)
    key = TITLES[title]
    changed = [key + value.encode() + b"\n" if line.startswith(key) else line for line in lines]
    assert changed != lines
    path.write_bytes(b"".join(changed))


@when("someone else changes the file while the window looks away and the operator applies")
def changed_unseen(context: Context) -> None:
    operator = context.operator
    path = place_of(context).config_file

    def change() -> None:
        path.write_bytes(path.read_bytes() + b"\n# someone else\n")

    apply = operator.shown.workspace.action_bar.apply
    assert apply.isEnabled()
    change()
    operator.click(apply)
    wait_for(lambda: not operator.shown.desk.is_busy, "the apply to end")


@when("an apply is killed while the orchestrator {verb}")
def killed(context: Context, verb: str) -> None:
    new = context.root / "new.toml"
    new.write_bytes(NEW)
    moment = {"stops": "pause:orchestrator", "starts": "resume:orchestrator"}[verb]
    program = [sys.executable, "-m", "tests.support.dying_apply"]
    folder = str(place_of(context).paths.config)
    done = subprocess.run(
        [*program, folder, str(new), "real", moment], cwd=ROOT, check=False, timeout=60
    )
    assert done.returncode == -9, done.returncode


@when('the operator runs "{command}"')
def run_command(context: Context, command: str) -> None:
    folder = str(place_of(context).paths.config)
    program = [sys.executable, "-m", "traderadmin", "--config-dir", folder, *command.split()]
    done = subprocess.run(
        program, cwd=ROOT, check=False, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr


@then("the file is untouched")
def file_untouched(context: Context) -> None:
    path = place_of(context).config_file
    before = getattr(context, "file_before", OLD)
    assert path.read_bytes() == before


@then("the unreadable file was kept as a backup")
def unreadable_kept(context: Context) -> None:
    assert context.file_before in local_services(context).backup_contents()


@then("the file is the template")
def file_is_template(context: Context) -> None:
    assert place_of(context).config_file.read_bytes() == OLD


@then("there is no backup")
def no_backup(context: Context) -> None:
    assert local_services(context).backups() == []


@then("no journal stands")
def no_journal(context: Context) -> None:
    assert not (place_of(context).paths.config / "journal.json").exists()


@then("no service was restarted")
def none_restarted(context: Context) -> None:
    assert sorted(unchanged(context)) == sorted(NAMES)


@then("both services run with the {which} file")
def run_with(context: Context, which: str) -> None:
    content = {"old": OLD, "new": NEW}[which]
    assert place_of(context).config_file.read_bytes() == content
    assert set(processes(context)) == set(NAMES)
    for name in NAMES:
        assert local_services(context).status(name).config_revision == revision_of(content), name


@then("both services still run in the same processes")
def same_processes(context: Context) -> None:
    assert sorted(unchanged(context)) == sorted(NAMES)


@then("the window shows both services as running in the same processes")
def window_shows_same(context: Context) -> None:
    context.operator.wait_for_services()
    snapshot = context.operator.shown.desk.snapshot
    shown = {state.name: state.instances[0].label for state in snapshot.services}
    assert shown == {name: f"process {pid}" for name, (pid, _) in context.before.items()}


@then("neither service runs")
def none_runs(context: Context) -> None:
    assert processes(context) == {}


@then("their counts to come back to are stored")
def counts_stored(context: Context) -> None:
    for name in NAMES:
        found = local_services(context).record(name)
        assert (found["wanted"], found["record"]) == (0, {"count": 1, "by": "operator"})
