"""Events, results and snapshots as JSON objects with stable keys; docs/cli.md lists them."""

from datetime import datetime
from functools import singledispatch
from typing import Any

from traderadmin.cli.trading import trading_json
from traderadmin.clock import utc_text
from traderadmin.contract.journal import Journal
from traderadmin.errors import TraderAdminError
from traderadmin.targets.states import Backup, Check, Instance, LockState, ServiceState, Snapshot
from traderadmin.workflow.events import (
    ApplyFinished,
    ApplyResult,
    Compensating,
    ServiceChanged,
    StepFailed,
    StepFinished,
    StepStarted,
)
from traderadmin.workflow.sessionview import session_status, session_view

Json = dict[str, Any]


@singledispatch
def event_json(event: object) -> Json:
    """An event of a transaction; the last one is `"event": "result"`."""
    message = f"no JSON for {type(event).__name__}"
    raise TypeError(message)


@event_json.register
def _(event: StepStarted) -> Json:
    return {"event": "step_started", "step": event.step.value, "can_cancel": event.can_cancel}


@event_json.register
def _(event: ServiceChanged) -> Json:
    state = event.state
    return {
        "event": "service_changed",
        "step": event.step.value,
        "service": event.name,
        "phase": state.phase.value if state else None,
        "wanted": state.wanted if state else None,
        "ready": state.ready if state else None,
        "note": event.note,
        "seconds": round(event.seconds, 3),
        "settled": event.settled,
        "failed": event.failed,
    }


@event_json.register
def _(event: StepFinished) -> Json:
    return {
        "event": "step_finished",
        "step": event.step.value,
        "seconds": round(event.seconds, 3),
        "detail": event.detail,
        "warnings": list(event.warnings),
    }


@event_json.register
def _(event: StepFailed) -> Json:
    return {
        "event": "step_failed",
        "step": event.step.value,
        "seconds": round(event.seconds, 3),
        "error": error_json(event.error),
    }


@event_json.register
def _(event: Compensating) -> Json:
    return {"event": "undoing", "detail": event.detail}


@event_json.register
def _(event: ApplyFinished) -> Json:
    return result_json(event.result)


def result_json(result: ApplyResult) -> Json:
    """How a transaction ended."""
    entry = result.entry
    return {
        "event": "result",
        "exit_code": result.outcome.exit_code,
        "outcome": result.outcome.value,
        "operation": entry.event.value,
        "id": entry.id,
        "headline": result.headline,
        "state_now": [line for line in result.state_now if not line.endswith(":")],
        "services": [
            {
                "service": item.name,
                "note": item.note,
                "as_wanted": item.as_wanted,
                "phase": item.state.phase.value if item.state else None,
                "wanted": item.state.wanted if item.state else None,
                "ready": item.state.ready if item.state else None,
            }
            for item in result.services
        ],
        "next_action": result.next_action,
        "failed_step": result.failed_step.value if result.failed_step else None,
        "error": error_json(result.error) if result.error else None,
        "warnings": list(result.warnings),
        "recoverable": result.recoverable,
        "old_revision": entry.old_revision,
        "new_revision": entry.new_revision,
        "backup": entry.backup,
        "changes": entry.to_json()["changes"],
        "seconds": round(entry.seconds, 3),
        "steps": entry.to_json()["steps"],
    }


def refused_json(error: TraderAdminError, exit_code: int = 1) -> Json:
    """The result of a command that was refused before a transaction began."""
    return {
        "event": "result",
        "exit_code": exit_code,
        "outcome": "unchanged",
        "headline": f"{error.title}: {error.message}",
        "error": error_json(error),
    }


def error_json(error: TraderAdminError) -> Json:
    """An error's three parts."""
    return {"title": error.title, "message": error.message, "hint": error.hint}


def check_json(check: Check) -> Json:
    """A line of the preflight checklist."""
    return {
        "title": check.title,
        "level": check.level.value,
        "detail": check.detail,
        "remedy": check.remedy,
    }


def backup_json(backup: Backup) -> Json:
    """A backup beside the file."""
    return {"name": backup.name, "made": utc_text(backup.made), "size": backup.size}


def snapshot_json(snapshot: Snapshot, now: datetime) -> Json:
    """Everything that `status` shows."""
    return {
        "taken": utc_text(snapshot.taken),
        "revision": snapshot.revision,
        "session": session_json(snapshot, now),
        "trading": trading_json(snapshot, now),
        "services": [service_json(state) for state in snapshot.services],
        "lock": lock_json(snapshot.lock),
        "notes": list(snapshot.notes),
    }


def session_json(snapshot: Snapshot, now: datetime) -> Json:
    """The trading session and the halt latch."""
    view = session_view(snapshot, now)
    status = session_status(snapshot)
    halt = snapshot.halt
    return {
        "state": view.state.value,
        "title": view.title,
        "detail": view.detail,
        "countdown": view.countdown,
        "reason": view.reason,
        "is_trading_session_active": status.active if status else None,
        "next_edge": utc_text(status.next_edge) if status and status.next_edge else None,
        "opens_next": status.opens_next if status else None,
        "halted": halt.halted if halt.known else None,
        "halt": halt.record.to_json() if halt.record else None,
        "halt_unreadable": halt.unreadable,
        "halt_confirmed": view.halt_confirmed,
    }


def service_json(state: ServiceState) -> Json:
    """A service as observed."""
    return {
        "service": state.name,
        "phase": state.phase.value,
        "wanted": state.wanted,
        "ready": state.ready,
        "should_be": state.should_be,
        "proof": state.proof.value if state.proof else None,
        "problem": state.problem,
        "instances": [_instance_json(instance) for instance in state.instances],
        "last_log": list(state.last_log),
    }


def _instance_json(instance: Instance) -> Json:
    status = instance.status
    return {
        "identity": instance.identity,
        "label": instance.label,
        "started": utc_text(instance.started),
        "ready": instance.ready,
        "port": instance.port,
        "restarts": instance.restarts,
        "phase": instance.phase,
        "problem": instance.problem,
        "config_revision": status.config_revision if status else None,
        "config_error": status.config_error if status else None,
    }


def lock_json(lock: LockState) -> Json:
    """Who applies, or what is unfinished."""
    return {
        "held": lock.held,
        "holder": lock.holder,
        "orphaned": lock.orphaned,
        "journal": journal_json(lock.journal) if lock.journal else None,
    }


def journal_json(journal: Journal) -> Json:
    """An unfinished transaction."""
    return journal.to_json()
