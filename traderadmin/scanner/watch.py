"""Watches prices: a move beyond a symbol's threshold since its last signal is a signal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from logging import DEBUG, INFO
from uuid import uuid4

from traderadmin.clock import Clock, utc_text
from traderadmin.errors import TraderAdminError
from traderadmin.scanner.client import Answer, SignalClient
from traderadmin.scanner.feeds import Feed
from traderadmin.scanner.settings import ScannerSettings, SymbolSettings
from traderadmin.service.logs import logger

_PERCENT = 100
_RETRY_SECONDS = 0.5

_log = logger("scanner")


@dataclass(slots=True)
class _Watched:
    """A symbol as watched so far. `reference` is the price its last signal was made at."""

    reference: float
    price: float
    last_signal: float | None = None
    unanswered: tuple[str, str] | None = None
    counts: dict[str, int] = field(default_factory=lambda: {"sent": 0, "accepted": 0, "refused": 0})


@dataclass(frozen=True, slots=True)
class SymbolFigures:
    """What became of one symbol's signals; `sent` counts those that were answered."""

    price: float
    sent: int
    accepted: int
    refused: int


class PriceWatch:
    """One look at the prices after the other. Used by one thread; `figures` by any."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._watched: dict[str, _Watched] = {}
        self._retry_at = 0.0
        self.last_error: str | None = None

    def figures(self) -> Mapping[str, SymbolFigures]:
        """Symbols seen since the start, with their last price and counts."""
        return {
            symbol: SymbolFigures(seen.price, **seen.counts)
            for symbol, seen in tuple(self._watched.items())
        }

    def look(self, settings: ScannerSettings, feed: Feed, client: SignalClient) -> None:
        """Take the next prices, post a signal for each move that is large enough."""
        prices = feed.step(settings.symbols)
        for row in settings.symbols:
            price = prices.get(row.symbol)
            if price is None:
                continue
            seen = self._watched.setdefault(row.symbol, _Watched(price, price))
            seen.price = price
            if self._is_signal(row, seen, settings.cooldown_seconds):
                self._send(row, seen, client, INFO if settings.log_orders else DEBUG)

    def _is_signal(self, row: SymbolSettings, seen: _Watched, cooldown: float) -> bool:
        now = self._clock.monotonic()
        if now < self._retry_at:
            return False
        if seen.last_signal is not None and now - seen.last_signal < cooldown:
            return False
        move = abs(seen.price / seen.reference - 1) * _PERCENT
        return move >= row.threshold_percent

    def _send(self, row: SymbolSettings, seen: _Watched, client: SignalClient, level: int) -> None:
        side = "buy" if seen.price > seen.reference else "sell"
        # One that was never answered may have become an order: asked again under its own id.
        same = seen.unanswered is not None and seen.unanswered[0] == side
        signal_id = seen.unanswered[1] if seen.unanswered and same else uuid4().hex
        seen.unanswered = (side, signal_id)
        signal = {
            "signal_id": signal_id,
            "symbol": row.symbol,
            "side": side,
            "quantity": row.order_size,
            "price": seen.price,
            "created": utc_text(self._clock.now()),
        }
        try:
            answer = client.post(signal)
        except TraderAdminError as error:
            self._retry_at = self._clock.monotonic() + _RETRY_SECONDS
            if error.message != self.last_error:
                _log.warning("%s It is tried again.", error.message)
            self.last_error = error.message
            return
        self._settle(seen, answer)
        what = f"{row.symbol:<5} {side} {row.order_size} @ {seen.price:.2f}"
        if answer.accepted:
            _log.log(level, "accepted  %s", what)
        else:
            _log.log(level, "refused   %s: %s", what, answer.message)

    def _settle(self, seen: _Watched, answer: Answer) -> None:
        if self.last_error is not None:
            _log.info("the orchestrator answers again")
            self.last_error = None
        seen.unanswered = None
        seen.reference = seen.price
        seen.last_signal = self._clock.monotonic()
        seen.counts["sent"] += 1
        seen.counts["accepted" if answer.accepted else "refused"] += 1
