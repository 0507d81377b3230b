"""Holds an order against the limits. Pure: the book as it is, the settings, the order."""

from collections.abc import Iterator
from datetime import datetime

from traderadmin.orchestrator.book import Book
from traderadmin.orchestrator.orders import Order, Reason, Refusal, Side
from traderadmin.orchestrator.settings import BrokerKind, OrchestratorSettings, RiskLimits

_PERCENT = 100


def refusal_of(
    order: Order, book: Book, settings: OrchestratorSettings, now: datetime
) -> Refusal | None:
    """The first limit that `order` exceeds; None when it keeps them all."""
    found = _exceeded(order, book, settings, now)
    return next(found, None)


def _exceeded(
    order: Order, book: Book, settings: OrchestratorSettings, now: datetime
) -> Iterator[Refusal]:
    limits = settings.limits
    yield from _order_alone(order, limits)
    yield from _position(order, book, limits)
    if -book.realised_today >= limits.max_daily_loss:
        yield Refusal(
            Reason.MAX_DAILY_LOSS,
            f"the loss since 00:00 UTC, {-book.realised_today:.2f} {limits.currency}, "
            f"reached risk.max_daily_loss ({limits.max_daily_loss:.2f})",
        )
    if book.accepted_in_a_minute(settings.max_orders_per_minute, now):
        yield Refusal(
            Reason.MAX_ORDERS_PER_MINUTE,
            f"above orchestrator.max_orders_per_minute ({settings.max_orders_per_minute})",
        )
    yield from _cash(order, book, settings)


def _order_alone(order: Order, limits: RiskLimits) -> Iterator[Refusal]:
    if order.symbol in limits.restricted_symbols:
        yield Refusal(Reason.RESTRICTED_SYMBOL, f"{order.symbol} is one of risk.restricted_symbols")
    if order.quantity > limits.max_order_size:
        yield Refusal(Reason.MAX_ORDER_SIZE, f"above risk.max_order_size ({limits.max_order_size})")
    value = order.quantity * order.price
    if limits.max_order_value is not None and value > limits.max_order_value:
        yield Refusal(
            Reason.MAX_ORDER_VALUE,
            f"worth {value:.2f} {limits.currency}, above risk.max_order_value "
            f"({limits.max_order_value:.2f})",
        )


def _position(order: Order, book: Book, limits: RiskLimits) -> Iterator[Refusal]:
    exposure = book.exposure(order.symbol)
    if order.side is Side.SELL:
        reached = exposure.least - order.quantity
        grows = reached < 0
        if grows and not limits.allow_short:
            held = max(exposure.least, 0)
            yield Refusal(
                Reason.SHORT_SALE,
                f"{held} {order.symbol} can be sold, and risk.allow_short is off",
            )
    else:
        reached = exposure.most + order.quantity
        grows = reached > 0
    if grows and abs(reached) > limits.max_position:
        yield Refusal(
            Reason.MAX_POSITION,
            f"the position would be {reached}, above risk.max_position ({limits.max_position})",
        )
    symbols = book.symbols()
    if order.symbol not in symbols and len(symbols) >= limits.max_open_positions:
        yield Refusal(
            Reason.MAX_OPEN_POSITIONS,
            f"{len(symbols)} symbols are held, and risk.max_open_positions is "
            f"{limits.max_open_positions}",
        )


def _cash(order: Order, book: Book, settings: OrchestratorSettings) -> Iterator[Refusal]:
    broker = settings.broker
    if broker.kind is not BrokerKind.PAPER or order.side is Side.SELL:
        return
    each = 1 + broker.slippage_percent / _PERCENT
    reserved = sum(
        working.quantity * (working.price * each + broker.commission_per_share)
        for working in book.working
        if working.side is Side.BUY
    )
    needed = order.quantity * (order.price * each + broker.commission_per_share)
    left = book.cash(broker.starting_cash) - reserved
    if needed > left:
        yield Refusal(
            Reason.NOT_ENOUGH_CASH,
            f"it needs {needed:.2f} {settings.limits.currency} and {left:.2f} is left",
        )
