"""What releasing the halt will do, from the schedule that the orchestrator follows."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from traderadmin.contract.names import ORCHESTRATOR
from traderadmin.errors import TraderAdminError
from traderadmin.schedule import Schedule, current_window, next_edge
from traderadmin.targets.states import Instance, Snapshot
from traderadmin.workflow.clockdifference import clock_ahead, is_clock_off
from traderadmin.workflow.exposure import exposure
from traderadmin.workflow.sessionview import edge_text, trading_instance
from traderadmin.workflow.words import lower_first, plural


def release_text(on_disk: Schedule | None, snapshot: Snapshot | None, now: datetime) -> str:
    """It in sentences.

    Args:
        on_disk: the schedule in the file; None where that cannot be read.
        snapshot: the last look; only what the orchestrator itself says is in force.
        now: this machine's time, aware.
    """
    instance = trading_instance(snapshot) if snapshot is not None else None
    if instance is None or instance.status is None:
        return _without_answer(snapshot)
    facts = instance.status.facts
    if "schedule" not in facts:
        return f"The orchestrator does not tell its schedule. By the file: {_lower(on_disk, now)}"
    in_force = _schedule(facts["schedule"])
    if in_force is None:
        return "Trading stays closed until the orchestrator has loaded a good configuration."
    effect = _effect(in_force, _by_its_clock(instance, now), _waits(snapshot))
    return f"{effect} {_difference(on_disk, in_force, instance.status.config_error)}".strip()


def _without_answer(snapshot: Snapshot | None) -> str:
    services = snapshot.services if snapshot is not None else ()
    if any(state.instances for state in services if state.name == ORCHESTRATOR):
        return "The orchestrator does not answer: what trading does then is not known."
    return "The orchestrator does not run: nothing trades until services are started."


def _schedule(told: object) -> Schedule | None:
    if not isinstance(told, Mapping):
        return None
    try:
        return Schedule.from_values(told)
    except TraderAdminError:
        return None


def _by_its_clock(instance: Instance, now: datetime) -> datetime:
    """It opens by its own clock, however wrong that is."""
    ahead = clock_ahead(instance)
    return now + timedelta(seconds=ahead) if ahead is not None and is_clock_off(ahead) else now


def _waits(snapshot: Snapshot | None) -> str:
    """What opening waits for beside the release."""
    unknown = exposure(snapshot).unknown
    if not unknown:
        return ""
    return f", once the broker has told what became of {plural(unknown, 'order')}"


def _effect(schedule: Schedule, now: datetime, waits: str = "") -> str:
    if not schedule.enabled:
        return "The schedule is off: trading takes up the state it had before the halt."
    window = current_window(schedule, now)
    if window is not None:
        return f"Trading opens now until {edge_text(window.stop, now)}{waits}."
    edge = next_edge(schedule, now)
    if edge is None:
        return "Trading stays closed: the schedule has no session."
    return f"Trading stays closed and opens {edge_text(edge.at, now)}{waits}."


def _lower(schedule: Schedule | None, now: datetime) -> str:
    if schedule is None:
        return "that cannot be read either."
    return lower_first(_effect(schedule, now))


def _difference(on_disk: Schedule | None, in_force: Schedule, refused: str | None) -> str:
    """Where the file says something else than what counts."""
    if on_disk is None:
        return "This is the schedule in force; that of the file cannot be read."
    if on_disk == in_force:
        return ""
    why = f" The orchestrator refuses it: {refused}" if refused else ""
    return f"The file has another schedule, which is not in force.{why}"
