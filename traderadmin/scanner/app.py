"""Composes a scanner from its parts; `__main__` and the tests both do it here."""

from traderadmin.clock import Clock
from traderadmin.contract.names import ORCHESTRATOR_URL_VARIABLE
from traderadmin.errors import TraderAdminError
from traderadmin.scanner.part import ScannerPart
from traderadmin.service.runtime import Service
from traderadmin.service.settings import ServiceSettings
from traderadmin.service.token import SignalToken


def compose(settings: ServiceSettings, clock: Clock) -> Service:
    """A scanner that is ready to be started.

    Raises: TraderAdminError when it is not told where the orchestrator is.
    """
    if settings.orchestrator_url is None:
        raise TraderAdminError(
            "The service cannot start",
            f"{ORCHESTRATOR_URL_VARIABLE} is not set.",
            "Set it to the orchestrator's address, for example http://127.0.0.1:8080.",
        )
    token = SignalToken(settings.token_file)
    part = ScannerPart(settings.config_dir, settings.orchestrator_url, token, clock)
    return Service(part, settings, clock)
