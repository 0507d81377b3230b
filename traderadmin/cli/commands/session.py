"""`traderadmin session`: the trading session, and the latch that halts it."""

import click

from traderadmin.cli import halting, options
from traderadmin.cli.asjson import session_json
from traderadmin.cli.asking import confirm
from traderadmin.cli.compose import Program
from traderadmin.cli.invocation import Invocation
from traderadmin.cli.looking import look_until
from traderadmin.cli.output import BAD, GOOD, WARN, Output
from traderadmin.cli.trading import session_tables, trading_json, trading_lines
from traderadmin.config.loader import parse
from traderadmin.errors import TraderAdminError
from traderadmin.schedule import Schedule
from traderadmin.targets.states import Snapshot
from traderadmin.workflow.release import release_text
from traderadmin.workflow.review import schedule_of
from traderadmin.workflow.sessionview import SessionState, session_view

_STYLES = {SessionState.OPEN: GOOD, SessionState.HALTED: BAD, SessionState.OFF_OPEN: WARN}
_BY_HAND = "Halted on the command line"


@click.group(invoke_without_command=True)
@options.json_document
@click.pass_context
def session(ctx: click.Context, *, as_json: bool) -> int | None:
    """Show the trading session. `halt` stops new orders at once, `release` ends that."""
    if ctx.invoked_subcommand is not None:
        return None
    output = Output(as_json=as_json)
    program = ctx.obj.program()
    show(program, output, program.backend.snapshot())
    return 0


@session.command()
@click.option("--reason", metavar="TEXT", default=_BY_HAND, show_default=True, help="Why.")
@click.option(
    "--stop-orchestrator",
    "stop",
    is_flag=True,
    help="Stop the orchestrator, too: where a halt is not confirmed, or cannot be written.",
)
@options.json_document
@click.pass_obj
def halt(invocation: Invocation, *, reason: str, stop: bool, as_json: bool) -> int:
    """Stop new orders at once, and until released. Services go on running.

    Works during an apply, and with a broken configuration.
    """
    output = Output(as_json=as_json)
    program = invocation.program()
    if stop:
        return _halt_and_stop(program, output, reason)
    halting.tell_exposure(program, output)
    look = halting.halt(program, output, reason)
    if look is not None:
        show(program, output, look)
        if halting.is_confirmed(program, look):
            return 0
    return halting.say_unconfirmed(program, output)


def _halt_and_stop(program: Program, output: Output, reason: str) -> int:
    halting.tell_exposure(program, output)
    done, unhalted = halting.halt_and_stop(program, output, reason)
    if output.as_json:
        output.document(halting.stop_json(done, unhalted))
    return halting.say_stopped(output, done, unhalted)


@session.command()
@options.reason
@options.yes
@options.json_document
@click.pass_obj
def release(invocation: Invocation, *, reason: str, yes: bool, as_json: bool) -> int:
    """End the halt; says what that brings about, and asks."""
    output = Output(as_json=as_json)
    program = invocation.program()
    if not program.target.halt_state().halted:
        output.note("Trading is not halted; nothing was changed.")
        show(program, output, program.backend.snapshot())
        return 0
    effect = release_text(_schedule(program), program.backend.snapshot(), program.clock.now())
    output.note(effect)
    confirm(output, "Release the halt?", yes=yes)
    try:
        program.backend.release(reason)
    except TraderAdminError as error:
        if program.target.halt_state().halted:
            raise
        output.note(f"Warning: the halt is over, but not all went well: {error.message}", WARN)
    show(program, output, _when_released(program))
    return 0


def show(program: Program, output: Output, snapshot: Snapshot) -> None:
    """The session as it is."""
    now = program.clock.now()
    if output.as_json:
        trading = {"trading": trading_json(snapshot, now)}
        output.document(session_json(snapshot, now) | trading)
        return
    view = session_view(snapshot, now)
    output.line(f"{view.title}: {view.detail}", _STYLES.get(view.state, ""))
    if view.countdown:
        output.line(view.countdown)
    if view.state is SessionState.HALTED:
        record = snapshot.halt.record
        if record is not None and record.reason:
            output.line(f"Why: {record.reason}")
        if not view.halt_confirmed:
            output.line("The orchestrator has not confirmed it yet.", WARN)
        output.line("Until `traderadmin session release`.")
    elif view.adds:
        output.line(view.adds)
    for text, style in (*trading_lines(snapshot, now), *session_tables(snapshot, now)):
        output.line(text, style)


def _when_released(program: Program) -> Snapshot:
    """The first look at which the orchestrator trades by its schedule again, or the last one."""

    def is_over(look: Snapshot) -> bool:
        return session_view(look, program.clock.now()).state is not SessionState.HALTED

    look = look_until(program, is_over, halting.CONFIRM_SECONDS)
    return look if look is not None else program.backend.snapshot()


def _schedule(program: Program) -> Schedule | None:
    try:
        return schedule_of(parse(program.backend.read_config()))
    except TraderAdminError:
        return None
