"""Composes an orchestrator from its parts; `__main__` and the tests both do it here."""

from datetime import timedelta

from traderadmin.clock import Clock
from traderadmin.orchestrator.desk import Desk
from traderadmin.orchestrator.faults import NO_FAULTS, Faults
from traderadmin.orchestrator.gate import Gate
from traderadmin.orchestrator.halt import HaltLatch
from traderadmin.orchestrator.notices import Notices
from traderadmin.orchestrator.notifications import Notifier
from traderadmin.orchestrator.part import OrchestratorPart
from traderadmin.orchestrator.permits import Permits
from traderadmin.orchestrator.session import TradingSession
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
    session = TradingSession(clock, HaltLatch(state_dir))
    notices = Notices(Notifier(clock))
    session.subscribe(notices.on_session)
    permits = Permits(session, clock)
    gate = Gate(session, permits, clock, notices.on_decision)
    part = OrchestratorPart(
        session,
        gate,
        Desk(state_dir, session, permits, gate, clock, faults),
        SignalToken(settings.token_file),
        notices,
        clock,
        level_check=level_check,
        ahead=ahead,
    )
    return Service(part, settings, clock)
