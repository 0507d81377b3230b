"""What the scanner adds to the shared runtime: one thread that looks at prices."""

import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from signal import Signals
from types import MappingProxyType
from typing import Any

from traderadmin.clock import Clock
from traderadmin.contract.names import SCANNER
from traderadmin.contract.status import SessionStatus
from traderadmin.scanner.feeds import Feed, open_feed
from traderadmin.scanner.settings import ScannerSettings
from traderadmin.scanner.watch import PriceWatch
from traderadmin.service.http import Route
from traderadmin.service.logs import logger
from traderadmin.service.metrics import Metric, MetricKind
from traderadmin.service.token import SignalToken

_log = logger("scanner")


class ScannerPart:
    """The scanner's work, under the runtime that serves and reloads it."""

    name = SCANNER
    routes: tuple[Route, ...] = ()
    signals: Mapping[Signals, Callable[[], None]] = MappingProxyType({})

    def __init__(self, config_dir: Path, url: str, token: SignalToken, clock: Clock) -> None:
        self._config_dir = config_dir
        self._url = url
        self._token = token
        self._clock = clock
        self._watch = PriceWatch(clock)
        self._in_force: tuple[ScannerSettings, Feed] | None = None
        self._stopping = threading.Event()
        self._changed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scanner", daemon=True)

    def take(self, values: Mapping[str, Any]) -> None:
        """Put a configuration in force as a whole. Raises: TraderAdminError."""
        settings = ScannerSettings.from_values(values)
        before = self._in_force
        if before is not None and before[0].feed == settings.feed:
            feed = before[1]
        else:
            feed = open_feed(settings.feed, self._config_dir)
        self._in_force = (settings, feed)
        self._changed.set()
        names = ", ".join(row.symbol for row in settings.symbols)
        _log.info("watching %s (%s)", names or "no symbols", feed.label)

    def refused(self, problem: str) -> None:
        """The orchestrator tells people of it; here the log and `/status` do."""

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop_taking_work(self) -> None:
        """Look no more; a signal that is being posted gets its answer."""
        self._stopping.set()
        self._changed.set()

    def finish(self) -> None:
        """Wait for the post in flight; the client's own time-outs bound it."""
        self._thread.join()

    def not_ready(self) -> str:
        """Why it looks no more."""
        return "" if self._thread.is_alive() else "Prices are no longer watched; see the log."

    def session(self) -> SessionStatus | None:
        """The session is the orchestrator's."""
        return None

    def facts(self) -> Mapping[str, Any]:
        """Feed, signals by symbol, last error."""
        figures = self._watch.figures()
        in_force = self._in_force
        return {
            "feed": in_force[1].label if in_force else None,
            "watching": [row.symbol for row in in_force[0].symbols] if in_force else [],
            "symbols": {
                symbol: {
                    "price": seen.price,
                    "sent": seen.sent,
                    "accepted": seen.accepted,
                    "refused": seen.refused,
                }
                for symbol, seen in sorted(figures.items())
            },
            "signals": {
                "sent": sum(seen.sent for seen in figures.values()),
                "accepted": sum(seen.accepted for seen in figures.values()),
                "refused": sum(seen.refused for seen in figures.values()),
            },
            "last_error": self._watch.last_error,
        }

    def metrics(self) -> Iterable[Metric]:
        """Signals by symbol and outcome."""
        yield Metric(
            "traderadmin_signals",
            "Signals answered since the start, by symbol and outcome.",
            MetricKind.COUNTER,
            tuple(
                ({"symbol": symbol, "outcome": outcome}, float(number))
                for symbol, seen in sorted(self._watch.figures().items())
                for outcome, number in (("accepted", seen.accepted), ("refused", seen.refused))
            ),
        )

    def _run(self) -> None:
        # Imported here, beside the service that answers already: urllib3 takes its time.
        from traderadmin.scanner.client import HttpSignalClient  # noqa: PLC0415

        client = HttpSignalClient(self._url, self._token)
        while not self._stopping.is_set():
            self._changed.clear()
            in_force = self._in_force
            if in_force is not None:
                self._watch.look(*in_force, client)
            if self._stopping.is_set():
                return
            # A new configuration is looked at as soon as it is in force.
            self._clock.wait(self._changed, in_force[0].interval_seconds if in_force else 1.0)
