"""The orchestrator's share of the configuration, as values; swapped as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from traderadmin.orchestrator.notifications import NotificationSettings
from traderadmin.schedule import Schedule
from traderadmin.service.tables import Table


class BrokerKind(StrEnum):
    """Where orders go."""

    PAPER = "paper"
    RECORD_ONLY = "record_only"


@dataclass(frozen=True, slots=True)
class RiskLimits:
    """`[risk]`; amounts are in the account currency."""

    max_order_size: int
    max_position: int
    max_open_positions: int
    max_daily_loss: float
    max_order_value: float | None
    currency: str
    allow_short: bool
    restricted_symbols: frozenset[str]

    @classmethod
    def from_table(cls, table: Table) -> Self:
        """Read `[risk]`. Raises: TraderAdminError."""
        return cls(
            max_order_size=table.integer("max_order_size"),
            max_position=table.integer("max_position"),
            max_open_positions=table.integer("max_open_positions"),
            max_daily_loss=table.number("max_daily_loss"),
            max_order_value=(
                table.number("max_order_value") if table.has("max_order_value") else None
            ),
            currency=table.text("currency"),
            allow_short=table.flag("allow_short"),
            restricted_symbols=frozenset(table.texts("restricted_symbols")),
        )


@dataclass(frozen=True, slots=True)
class BrokerSettings:
    """`[broker]` as far as the built-in brokers use it."""

    kind: BrokerKind
    account: str
    starting_cash: float
    commission_per_share: float
    slippage_percent: float
    fill_latency_seconds: float

    @classmethod
    def from_table(cls, table: Table) -> Self:
        """Read `[broker]`. Raises: TraderAdminError."""
        paper = table.table("paper")
        return cls(
            kind=BrokerKind(table.choice("kind", tuple(BrokerKind))),
            account=table.text("account"),
            starting_cash=paper.number("starting_cash"),
            commission_per_share=paper.number("commission_per_share"),
            slippage_percent=paper.number("slippage_percent"),
            fill_latency_seconds=paper.number("fill_latency_ms") / 1000,
        )


@dataclass(frozen=True, slots=True)
class OrchestratorSettings:
    """Everything the orchestrator reads from `config.toml`."""

    schedule: Schedule
    limits: RiskLimits
    broker: BrokerSettings
    drain_seconds: float
    signal_max_age_seconds: float
    max_orders_per_minute: int
    exits_when_closed: bool
    log_orders: bool
    notifications: NotificationSettings

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """Read a whole configuration with its defaults. Raises: TraderAdminError."""
        own = Table.of(values, "orchestrator")
        return cls(
            schedule=Schedule.from_values(Table.of(values, "trading_schedule").values),
            limits=RiskLimits.from_table(Table.of(values, "risk")),
            broker=BrokerSettings.from_table(Table.of(values, "broker")),
            drain_seconds=own.number("drain_seconds"),
            signal_max_age_seconds=own.number("signal_max_age_seconds"),
            max_orders_per_minute=own.integer("max_orders_per_minute"),
            exits_when_closed=own.flag("exits_when_closed"),
            log_orders=Table.of(values, "logging").flag("log_orders"),
            notifications=NotificationSettings.from_values(values),
        )
