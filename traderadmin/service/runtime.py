"""Runs one service: configuration, endpoints and part, from start to an orderly end."""

import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

from traderadmin import __version__
from traderadmin.clock import Clock
from traderadmin.contract.status import ServiceStatus
from traderadmin.errors import TraderAdminError
from traderadmin.service import signals
from traderadmin.service.configuration import POLL_SECONDS, SETTLE_SECONDS, ConfigWatch
from traderadmin.service.http import Application, Request, Response, Route, json_response
from traderadmin.service.logs import Logging, LogSettings, logger
from traderadmin.service.metrics import CONTENT_TYPE, Metric, MetricKind, exposition, gauge
from traderadmin.service.parts import Part
from traderadmin.service.server import HttpServer, listening_socket
from traderadmin.service.settings import ServiceSettings

_HTTP_DRAIN_SECONDS = 5.0

_log = logger("service")


class Service:
    """A service from its first look at the configuration to its end."""

    def __init__(self, part: Part, settings: ServiceSettings, clock: Clock) -> None:
        self._part = part
        self._settings = settings
        self._clock = clock
        self._started = clock.now()
        self._stopping = threading.Event()
        self._watch = ConfigWatch(
            settings.config_dir,
            self._take,
            part.refused,
            lambda: clock.wait(self._stopping, SETTLE_SECONDS),
        )
        self._logging = Logging(clock, in_pod=settings.in_pod)
        self._watcher = threading.Thread(target=self._keep_watching, name="config", daemon=True)
        self._server: HttpServer | None = None

    def start(self) -> None:
        """Load the configuration, answer requests, begin to work.

        Raises: TraderAdminError when it cannot listen. A bad configuration does not stop it: it
        is alive, not ready, and tells why.
        """
        listener = listening_socket(self._settings)
        self._logging.start()
        self._watch.check()
        self._part.start()
        self._watcher.start()
        self._server = self._serve(listener)

    def stop(self) -> None:
        """Take no work, finish what is in flight, end."""
        self._stopping.set()
        self._part.stop_taking_work()
        if self._server is not None:
            self._server.stop(_HTTP_DRAIN_SECONDS)
        self._part.finish()
        self._watcher.join()
        _log.info("stopped")
        self._logging.stop()

    def obey(self, received: signal.Signals) -> None:
        """Do what a signal other than those that stop it asks for."""
        act = self._part.signals.get(received)
        if act is None:
            _log.warning("%s means nothing here", received.name)
        else:
            act()

    def status(self) -> ServiceStatus:
        """What `/status` answers."""
        config = self._watch.state
        return ServiceStatus(
            service=self._part.name,
            version=__version__,
            now=self._clock.now(),
            config_revision=config.revision,
            config_error=config.error,
            started=self._started,
            session=self._part.session(),
            facts=self._part.facts(),
        )

    def _take(self, values: Mapping[str, Any]) -> None:
        form = LogSettings.from_values(values)
        self._part.take(values)
        self._logging.apply(form)

    def _serve(self, listener: socket.socket) -> HttpServer:
        common = (
            Route("GET", "/healthz", lambda _: json_response({"alive": True})),
            Route("GET", "/readyz", self._readyz),
            Route("GET", "/status", lambda _: json_response(self.status().to_json())),
            Route("GET", "/metrics", self._metrics),
        )
        server = HttpServer(Application((*common, *self._part.routes)), listener, self._clock)
        _log.info("started, version %s, port %d", __version__, server.port)
        server.start()
        return server

    def _readyz(self, _: Request) -> Response:
        why = self._not_ready()
        if why:
            return json_response({"ready": False, "why": why}, HTTPStatus.SERVICE_UNAVAILABLE)
        return json_response({"ready": True})

    def _not_ready(self) -> str:
        if self._stopping.is_set():
            return "The service is stopping."
        if self._watch.state.revision is None:
            return self._watch.state.error or "No configuration was loaded yet."
        if not self._watcher.is_alive():
            return "The configuration is no longer watched; see the log."
        return self._part.not_ready()

    def _metrics(self, _: Request) -> Response:
        metrics = (*self._common_metrics(), *self._part.metrics())
        return Response(HTTPStatus.OK, exposition(metrics), CONTENT_TYPE)

    def _common_metrics(self) -> Iterable[Metric]:
        config = self._watch.state
        yield Metric(
            "traderadmin_build_info",
            "The version that runs.",
            MetricKind.GAUGE,
            (({"service": self._part.name, "version": __version__}, 1.0),),
        )
        yield gauge("traderadmin_ready", "1 when ready.", float(not self._not_ready()))
        yield gauge(
            "traderadmin_config_error",
            "1 while the file on disk is not in force.",
            float(config.error is not None),
        )
        yield Metric(
            "traderadmin_config_loads",
            "Configurations seen since the start.",
            MetricKind.COUNTER,
            (({"outcome": "taken"}, config.loads), ({"outcome": "refused"}, config.failures)),
        )

    def _keep_watching(self) -> None:
        while not self._clock.wait(self._stopping, POLL_SECONDS):
            self._watch.check()


def _report(death: threading.ExceptHookArgs) -> None:
    name = death.thread.name if death.thread else "unknown"
    trace = (death.exc_type, death.exc_value or death.exc_type(), death.exc_traceback)
    _log.critical("the thread %s died", name, exc_info=trace)


def run(compose: Callable[[], Service]) -> int:
    """Compose and run a service until it is told to stop; the process's exit code."""
    signals.hold()
    threading.excepthook = _report
    try:
        service = compose()
        service.start()
    except TraderAdminError as error:
        sys.stderr.write(f"{error.title}. {error.message} {error.hint}".rstrip() + "\n")
        return 1
    while (received := signal.sigwait(signals.ALL)) not in signals.STOP:
        service.obey(signal.Signals(received))
    _log.info("stopping after %s", signal.Signals(received).name)
    service.stop()
    return 0
