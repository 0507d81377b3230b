"""A snapshot of the target in lines: what `status` shows, and what others show of it."""

from datetime import datetime

from traderadmin.cli.output import BAD, DIM, GOOD, HEAD, WARN, Line, columns
from traderadmin.cli.trading import trading_lines
from traderadmin.contract.revision import short
from traderadmin.targets.states import Instance, Phase, ServiceState, Snapshot, TargetInfo
from traderadmin.workflow.advice import Action, advice
from traderadmin.workflow.sessionview import SessionState, session_view
from traderadmin.workflow.words import IF_IT_DIED, count_text, plural

COMMAND_FOR = {
    Action.START_SERVICES: "resume",
    Action.UNDO: "recover --undo",
    Action.FINISH: "recover --finish",
}
_SESSION_STYLES = {
    SessionState.OPEN: GOOD,
    SessionState.HALTED: BAD,
    SessionState.OFF_OPEN: WARN,
    SessionState.STOPPED: WARN,
}
_PHASE_STYLES = {Phase.RUNNING: GOOD, Phase.FAILED: BAD, Phase.STARTING: WARN, Phase.STOPPING: WARN}


def status_lines(info: TargetInfo, snapshot: Snapshot, now: datetime, called: str) -> list[Line]:
    """Everything that is looked at: target, file, session, services, and what to do.

    `called` is how this program was called, for the commands that help.
    """
    mark = ", production" if info.production else ""
    missing = "cannot be read" if snapshot.notes else "not there yet"
    revision = f"revision {short(snapshot.revision)}" if snapshot.revision else missing
    lines: list[Line] = [
        (f"{info.name} ({info.summary}{mark})", HEAD),
        (f"Configuration  {info.config_location}, {revision}", ""),
        *_session_lines(snapshot, now),
        *service_lines(snapshot, now),
        *trading_lines(snapshot, now),
    ]
    return lines + advice_lines(snapshot, called)


def _session_lines(snapshot: Snapshot, now: datetime) -> list[Line]:
    view = session_view(snapshot, now)
    text = ", ".join(part for part in (view.title, view.detail, view.countdown) if part)
    lines: list[Line] = [(f"Session        {text}", _SESSION_STYLES.get(view.state, ""))]
    if view.adds:
        lines.append((f"               {view.adds}", ""))
    return lines


def service_lines(snapshot: Snapshot, now: datetime) -> list[Line]:
    """A line for each service, its problem under it."""
    texts = columns([_cells(state, snapshot, now) for state in snapshot.services])
    lines: list[Line] = []
    for state, text in zip(snapshot.services, texts, strict=True):
        lines.append((f"  {text}", _PHASE_STYLES.get(state.phase, DIM)))
        if len(state.instances) > 1:
            facts = [_instance_text(each, snapshot.revision, now) for each in state.instances]
            lines.extend((f"    {fact}", "") for fact in facts)
        if state.problem:
            lines.append((f"    {state.problem}", ""))
        lines.extend((f"    | {logged}", DIM) for logged in state.last_log[-5:])
    return lines


def _cells(state: ServiceState, snapshot: Snapshot, now: datetime) -> tuple[str, ...]:
    """Name, state and the only instance; several have a line each."""
    only = state.instances[0] if len(state.instances) == 1 else None
    fact = "" if only is None else _instance_text(only, snapshot.revision, now)
    return state.name, count_text(state), fact


def _instance_text(instance: Instance, revision: str | None, now: datetime) -> str:
    parts = [instance.label]
    if instance.phase:
        parts.append(instance.phase)
    if instance.port is not None:
        parts.append(f"port {instance.port}")
    day = "" if instance.started.date() == now.date() else f"{instance.started:%Y-%m-%d} "
    parts.append(f"since {day}{instance.started:%H:%M:%S} UTC")
    status = instance.status
    if status is not None:
        runs = status.config_revision
        if runs is None:
            parts.append("no configuration in force")
        else:
            parts.append(
                "runs the file"
                if runs == revision
                else f"runs revision {short(runs)}, not the file"
            )
        if status.config_error:
            parts.append(status.config_error)
    if instance.restarts:
        parts.append(plural(instance.restarts, "restart"))
    if instance.problem:
        parts.append(instance.problem.rstrip("."))
    return ", ".join(parts)


def advice_lines(snapshot: Snapshot, called: str) -> list[Line]:
    """What the window's banners say, each with the command that helps."""
    lines: list[Line] = []
    for item in advice(snapshot, None, applying_here=False):
        lines.append((item.title, BAD if item.danger else WARN))
        lines.extend((f"  {text}", "") for text in item.lines)
        commands = [
            f"{called} {COMMAND_FOR[action]}" for action in item.actions if action in COMMAND_FOR
        ]
        if commands:
            lines.append((f"  Next: {' or '.join(commands)}", ""))
    if snapshot.lock.held and not snapshot.lock.certain:  # one look cannot tell
        lines.append((f"  {IF_IT_DIED}", ""))
    return lines
