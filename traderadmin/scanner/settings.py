"""The scanner's share of the configuration, as values; swapped as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from traderadmin.errors import TraderAdminError
from traderadmin.service.tables import Table


class FeedKind(StrEnum):
    """Where prices come from."""

    RANDOM_WALK = "random_walk"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """Which feed; a change of these begins the feed anew."""

    kind: FeedKind
    csv_file: str | None
    seed: int | None


@dataclass(frozen=True, slots=True)
class SymbolSettings:
    """One row of `scanner.symbols`."""

    symbol: str
    threshold_percent: float
    order_size: int
    start_price: float
    enabled: bool

    @classmethod
    def from_table(cls, table: Table) -> Self:
        """Read a row. Raises: TraderAdminError."""
        return cls(
            symbol=table.text("symbol"),
            threshold_percent=table.number("threshold_percent"),
            order_size=table.integer("order_size"),
            start_price=table.number("start_price"),
            enabled=table.flag("enabled"),
        )


@dataclass(frozen=True, slots=True)
class ScannerSettings:
    """Everything the scanner reads from `config.toml`."""

    feed: FeedSettings
    interval_seconds: float
    cooldown_seconds: float
    symbols: tuple[SymbolSettings, ...]
    log_orders: bool

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """Read a whole configuration with its defaults. Raises: TraderAdminError."""
        own = Table.of(values, "scanner")
        kind = FeedKind(own.choice("feed", tuple(FeedKind)))
        if kind is FeedKind.CSV and not own.has("csv_file"):
            raise TraderAdminError(
                "The configuration cannot be used",
                "scanner.feed is csv, but scanner.csv_file is not set.",
            )
        rows = (SymbolSettings.from_table(row) for row in own.tables("symbols"))
        return cls(
            feed=FeedSettings(
                kind,
                own.text("csv_file") if kind is FeedKind.CSV else None,
                own.integer("seed") if own.has("seed") else None,
            ),
            interval_seconds=own.number("interval_seconds"),
            cooldown_seconds=own.number("cooldown_seconds"),
            symbols=tuple(row for row in rows if row.enabled),
            log_orders=Table.of(values, "logging").flag("log_orders"),
        )
