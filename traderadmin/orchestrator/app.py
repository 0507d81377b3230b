"""Composes an orchestrator from its parts; `__main__` and the tests both do it here."""

from datetime import timedelta

from traderadmin.clock import Clock
from traderadmin.orchestrator.clockwatch import ClockWatch
from traderadmin.orchestrator.desk import Desk
from traderadmin.orchestrator.edges import EdgeKeeper
from traderadmin.orchestrator.facts import Facts
from traderadmin.orchestrator.faults import NO_FAULTS, Faults
from traderadmin.orchestrator.gate import Gate
from traderadmin.orchestrator.halt import HaltLatch
from traderadmin.orchestrator.notices import Notices
from traderadmin.orchestrator.notifications import Notifier
from traderadmin.orchestrator.part import OrchestratorPart, Organs
from traderadmin.orchestrator.permits import Permits
from traderadmin.orchestrator.session import TradingSession
from traderadmin.orchestrator.sessionhistory import SessionHistory
from traderadmin.orchestrator.sessionlog import SessionLog
from traderadmin.orchestrator.signals import SignalDoor
from traderadmin.orchestrator.vigil import Vigil
from traderadmin.service.runtime import Service
from traderadmin.service.settings import ServiceSettings
from traderadmin.service.token import SignalToken


def compose(
    settings: ServiceSettings,
    clock: Clock,
    *,
    level_check: bool = True,
    ahead: timedelta = timedelta(0),
    faults: Faults = NO_FAULTS,
) -> Service:
    """An orchestrator that is ready to be started.

    Args:
        settings: where its files are and where it listens.
        clock: decides when the session is open.
        level_check: False leaves the check out that asks the time several times a second, so
            that only the scheduler's jobs and orders turn the flag.
        ahead: how far `clock` is ahead of the machine's own clock.
        faults: what goes wrong at the paper broker.

    Raises: TraderAdminError when the state folder is not set.
    """
    state_dir = settings.required_state_dir()
    latch = HaltLatch(state_dir)
    session = TradingSession(clock, latch)
    permits, notices = Permits(session, clock), Notices(Notifier(clock))
    gate = Gate(session, permits, clock, notices.on_decision)
    desk = Desk(state_dir, session, permits, gate, clock, faults)
    history = SessionHistory(state_dir, clock, lambda: desk.holds_state)
    log = SessionLog(history)
    session.subscribe(log.on_session)
    session.subscribe(notices.on_session)
    edges, watch = EdgeKeeper(session, ahead), ClockWatch(clock)
    organs = Organs(
        session=session,
        latch=latch,
        gate=gate,
        desk=desk,
        edges=edges,
        vigil=Vigil(session, latch, edges, watch, clock) if level_check else None,
        facts=Facts(log, history, edges, watch),
        history=history,
        notices=notices,
        door=SignalDoor(SignalToken(settings.token_file), gate.submit),
    )
    return Service(OrchestratorPart(organs, clock), settings, clock)
