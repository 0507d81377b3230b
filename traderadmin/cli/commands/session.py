"""`traderadmin session`: the trading session, and the latch that halts it."""

import threading
from collections.abc import Callable
from datetime import datetime

import click

from traderadmin.cli import options
from traderadmin.cli.asjson import session_json
from traderadmin.cli.compose import Program
from traderadmin.cli.invocation import Invocation
from traderadmin.cli.output import BAD, GOOD, WARN, Output
from traderadmin.cli.trading import session_tables, trading_json, trading_lines
from traderadmin.config.loader import parse
from traderadmin.errors import TraderAdminError
from traderadmin.schedule import Schedule, current_window, next_edge
from traderadmin.targets.states import Snapshot
from traderadmin.workflow.review import schedule_of
from traderadmin.workflow.sessionview import SessionState, edge_text, session_status, session_view

_CONFIRM_SECONDS = 3.0
_POLL = 0.05
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
@options.json_document
@click.pass_obj
def halt(invocation: Invocation, *, reason: str, as_json: bool) -> int:
    """Stop new orders at once, and until released. Services go on running.

    Works during an apply, and with a broken configuration.
    """
    output = Output(as_json=as_json)
    program = invocation.program()
    try:
        _halt(program, reason)
    except TraderAdminError as error:
        if not program.target.halt_state().halted:
            raise
        output.note(f"Warning: trading is halted, but not all went well: {error.message}", WARN)
    show(program, output, _when_confirmed(program))
    return 0


def _halt(program: Program, reason: str) -> None:
    """Halt; only a target that was never used has to be made ready first."""
    try:
        program.backend.halt(reason)
    except TraderAdminError:
        if program.target.halt_state().halted:
            raise
        program.backend.connect()
        program.backend.halt(reason)


@session.command()
@options.reason
@options.json_document
@click.pass_obj
def release(invocation: Invocation, *, reason: str, as_json: bool) -> int:
    """End the halt, and say what that brings about."""
    output = Output(as_json=as_json)
    program = invocation.program()
    if not program.target.halt_state().halted:
        output.note("Trading is not halted; nothing was changed.")
        show(program, output, program.backend.snapshot())
        return 0
    output.note(release_text(_schedule(program), program.backend.snapshot(), program.clock.now()))
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


def _when_confirmed(program: Program) -> Snapshot:
    """The first look at which the orchestrator confirms the halt, or the last one."""
    return _look_until(program, lambda look: session_view(look, program.clock.now()).halt_confirmed)


def _when_released(program: Program) -> Snapshot:
    def is_over(look: Snapshot) -> bool:
        return session_view(look, program.clock.now()).state is not SessionState.HALTED

    return _look_until(program, is_over)


def _look_until(program: Program, met: Callable[[Snapshot], bool]) -> Snapshot:
    never = threading.Event()
    deadline = program.clock.monotonic() + _CONFIRM_SECONDS
    snapshot = program.backend.snapshot()
    while not met(snapshot) and program.clock.monotonic() < deadline:
        program.clock.wait(never, _POLL)
        snapshot = program.backend.snapshot()
    return snapshot


def _schedule(program: Program) -> Schedule | None:
    try:
        return schedule_of(parse(program.backend.read_config()))
    except TraderAdminError:
        return None


def release_text(schedule: Schedule | None, snapshot: Snapshot, now: datetime) -> str:
    """What releasing brings about, in a sentence."""
    if session_status(snapshot) is None:
        return "The orchestrator does not run: releasing opens nothing by itself."
    if schedule is None:
        return "The schedule cannot be read: what releasing opens is the orchestrator's to say."
    if not schedule.enabled:
        return "The schedule is off: after releasing, trading is as it was before the halt."
    window = current_window(schedule, now)
    if window is not None:
        return f"After releasing, trading opens at once until {edge_text(window.stop, now)}."
    edge = next_edge(schedule, now)
    opens = f"opens {edge_text(edge.at, now)}" if edge is not None else "has no next start"
    return f"After releasing, trading stays closed by the schedule; it {opens}."
