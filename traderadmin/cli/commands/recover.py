"""`traderadmin recover`: ending a change that died in the middle."""

import threading

import click

from traderadmin.cli import options
from traderadmin.cli.asjson import journal_json, lock_json
from traderadmin.cli.compose import Program
from traderadmin.cli.failures import UNKNOWN
from traderadmin.cli.invocation import Invocation
from traderadmin.cli.output import Output
from traderadmin.cli.snapshots import advice_lines
from traderadmin.cli.transact import reported, transact
from traderadmin.contract.journal import Journal, Operation
from traderadmin.contract.revision import short
from traderadmin.errors import TraderAdminError
from traderadmin.targets.states import LockState
from traderadmin.workflow.recovery import Recovery
from traderadmin.workflow.words import joined

_WATCH_SECONDS = 35.0
_LOOK_SECONDS = 1.0
OPTION = {Recovery.UNDO: "--undo", Recovery.FINISH: "--finish"}


@click.command()
@click.option("--undo", is_flag=True, help="Bring back everything as before the change.")
@click.option("--finish", is_flag=True, help="Go on with the file that was saved.")
@options.reason
@options.json_lines
@click.pass_obj
def recover(invocation: Invocation, *, undo: bool, finish: bool, reason: str, as_json: bool) -> int:
    """End an unfinished change; without --undo or --finish, show it and what each would do.

    Exit code 0: nothing is unfinished (any more); 4: something is.
    """
    if undo and finish:
        raise click.UsageError("--undo and --finish exclude each other.")
    output = Output(as_json=as_json)
    program = invocation.program()
    if not undo and not finish:
        return _show(program, output)
    how = Recovery.UNDO if undo else Recovery.FINISH

    def command() -> int:
        _settled_lock(program, output)
        return transact(program, output, lambda backend: backend.recover(how, reason))

    return reported(output, command)


def _settled_lock(program: Program, output: Output) -> LockState:
    """Who applies or what is unfinished, once that is certain.

    On a cluster a holder that died is told from one that lives only by watching for a while.
    """
    lock = program.backend.lock_state()
    if lock.certain:
        return lock
    output.note(f"Watching whether {lock.holder or 'someone'} is still at it (up to 30 s)…")
    never = threading.Event()
    deadline = program.clock.monotonic() + _WATCH_SECONDS
    while program.clock.monotonic() < deadline:
        program.clock.wait(never, _LOOK_SECONDS)
        lock = program.backend.lock_state()
        if lock.certain:
            break
    return lock


def _show(program: Program, output: Output) -> int:
    lock = _settled_lock(program, output)
    offered = program.backend.recovery_ways()
    journal = lock.journal if lock.orphaned else None
    told = {way: effect(way, journal, _revision(program)) for way in offered} if journal else {}
    if output.as_json:
        output.document(
            {
                "unfinished": journal is not None,
                "lock": lock_json(lock),
                "journal": journal_json(journal) if journal else None,
                "ways": [{"way": way.value, "does": text} for way, text in told.items()],
            }
        )
        return UNKNOWN if journal else 0
    if journal is None:
        holder = lock.holder or "Another program"
        output.line(f"{holder} is at it." if lock.held else "Nothing is unfinished.")
        return 0
    for text, style in advice_lines(program.backend.snapshot(), program.called):
        if not text.startswith("  Next:"):
            output.line(text, style)
    for way, text in told.items():
        output.line(f"{program.called} recover {OPTION[way]:<10}{text}")
    return UNKNOWN


def _revision(program: Program) -> str | None:
    """The revision on disk; None when the file cannot be read."""
    try:
        return program.target.read_config().revision
    except TraderAdminError:
        return None


def effect(way: Recovery, journal: Journal, revision: str | None) -> str:
    """What a way of recovery would do, in a sentence or two."""
    names = joined(s.name for s in journal.services if s.touched and s.count)
    old, new = short(journal.old_revision), short(journal.new_revision)
    start = f"Starts {names} again." if names else "No service was touched."
    match journal.operation, way:
        case Operation.RESUME, Recovery.UNDO:
            return f"Stops {names} again." if names else start
        case Operation.RESUME | Operation.PAUSE, _:
            return f"Starts {names}." if names else start
        case _, Recovery.FINISH:
            return f"Keeps the new file {new}. {start}"
    if revision is not None and revision == journal.new_revision != journal.old_revision:
        stop = f"Stops {names} where needed, puts" if names else "Puts"
        return f"{stop} the old file {old} back from its backup. {start}"
    return f"Keeps config.toml as it is. {start}"
