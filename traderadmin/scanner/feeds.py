"""Price feeds: a seeded random walk, or a CSV file replayed from its first line."""

import csv
import math
import random
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Protocol, TextIO

from traderadmin.errors import TraderAdminError
from traderadmin.resources import resource_path
from traderadmin.scanner.settings import FeedKind, FeedSettings, SymbolSettings

FEEDS = "resources/feeds"
COLUMNS = ("time", "symbol", "price")
_STEP_PERCENT = 0.1
_LOWEST_PRICE = 0.01
_TITLE = "The price feed cannot be used"


class Feed(Protocol):
    """Gives the next prices, a look at a time."""

    @property
    def label(self) -> str:
        """What it is, in words."""
        ...

    def step(self, symbols: tuple[SymbolSettings, ...]) -> Mapping[str, float]:
        """The symbols' prices at the next look; a symbol without a new one is left out."""
        ...


def open_feed(settings: FeedSettings, config_dir: Path) -> Feed:
    """The feed that `settings` name, at its beginning. Raises: TraderAdminError."""
    if settings.kind is FeedKind.RANDOM_WALK or settings.csv_file is None:
        return RandomWalk(settings.seed)
    return CsvReplay(_find(settings.csv_file, config_dir))


class RandomWalk:
    """Each symbol walks by itself: the same seed and symbol give the same prices."""

    def __init__(self, seed: int | None) -> None:
        self._seed = random.SystemRandom().getrandbits(32) if seed is None else seed
        self._walks: dict[str, tuple[float, Iterator[float]]] = {}
        self.label = f"random walk, seed {self._seed}"

    def step(self, symbols: tuple[SymbolSettings, ...]) -> Mapping[str, float]:
        """Every symbol moves a little."""
        return {row.symbol: next(self._walk(row)) for row in symbols}

    def _walk(self, row: SymbolSettings) -> Iterator[float]:
        start, walk = self._walks.get(row.symbol, (None, iter(())))
        if start != row.start_price:
            walk = _walk(row.start_price, f"{self._seed}:{row.symbol}")
            self._walks[row.symbol] = (row.start_price, walk)
        return walk


class CsvReplay:
    """Rows that share a time are one look. After the last one no price comes any more.

    The whole file is read and checked before the first price is given.
    """

    def __init__(self, path: Path) -> None:
        self._looks = iter(_looks(path))
        self._ended = False
        self._name = path.name

    @property
    def label(self) -> str:
        """The file's name, and whether it came to its end."""
        return f"{self._name}, ended" if self._ended else self._name

    def step(self, symbols: tuple[SymbolSettings, ...]) -> Mapping[str, float]:
        """The next look's prices of these symbols."""
        look = next(self._looks, None)
        self._ended = look is None
        watched = {row.symbol for row in symbols}
        return {symbol: price for symbol, price in (look or {}).items() if symbol in watched}


def _walk(start: float, seed: str) -> Iterator[float]:
    source = random.Random(seed)  # noqa: S311 - prices made up for a simulation, no secret
    price = start
    while True:
        yield round(price, 4)
        price = max(_LOWEST_PRICE, price * (1 + source.gauss(0, _STEP_PERCENT) / 100))


def _find(name: str, config_dir: Path) -> Path:
    path = Path(name)
    if path.name == name:
        return resource_path(f"{FEEDS}/{name}")
    return config_dir / path


def _looks(path: Path) -> list[dict[str, float]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = _rows(path, file)
            return [
                {symbol: price for _, symbol, price in look}
                for _, look in groupby(rows, key=lambda row: row[0])
            ]
    except OSError as error:
        raise TraderAdminError(_TITLE, f"{path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise TraderAdminError(_TITLE, f"{path} is not a CSV file in UTF-8.") from error


def _rows(path: Path, file: TextIO) -> Iterator[tuple[str, str, float]]:
    reader = csv.DictReader(file)
    if not set(COLUMNS) <= set(reader.fieldnames or ()):
        raise TraderAdminError(_TITLE, f"{path} must have the columns {', '.join(COLUMNS)}.")
    for row in reader:
        yield row["time"], row["symbol"], _price(path, reader.line_num, row["price"])


def _price(path: Path, line: int, text: str | None) -> float:
    try:
        price = float(text or "")
    except ValueError:
        price = math.nan
    if not math.isfinite(price) or price <= 0:
        raise TraderAdminError(_TITLE, f"Line {line} of {path} has no price above 0.")
    return price
