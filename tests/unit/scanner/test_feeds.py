"""Price feeds: the same seed gives the same prices, a file is replayed from its first line."""

from pathlib import Path

import pytest

from traderadmin.errors import TraderAdminError
from traderadmin.resources import resource_path
from traderadmin.scanner.feeds import CsvReplay, Feed, RandomWalk, open_feed
from traderadmin.scanner.settings import FeedKind, FeedSettings, SymbolSettings


def row(symbol: str, start: float = 100.0) -> SymbolSettings:
    return SymbolSettings(symbol, 0.25, 100, start, enabled=True)


AAPL, MSFT = row("AAPL"), row("MSFT")


def prices(feed: Feed, count: int, *rows: SymbolSettings) -> list[dict[str, float]]:
    return [dict(feed.step(rows)) for _ in range(count)]


def test_that_a_walk_begins_at_its_start_and_stays_positive() -> None:
    walk = prices(RandomWalk(1), 500, AAPL)
    assert walk[0] == {"AAPL": 100.0}
    assert len({look["AAPL"] for look in walk}) > 400
    assert all(look["AAPL"] > 0 for look in walk)


def test_that_the_same_seed_gives_the_same_prices_whatever_else_is_watched() -> None:
    alone = [look["AAPL"] for look in prices(RandomWalk(1), 50, AAPL)]
    beside = [look["AAPL"] for look in prices(RandomWalk(1), 50, MSFT, AAPL)]
    assert alone == beside
    assert alone != [look["AAPL"] for look in prices(RandomWalk(2), 50, AAPL)]
    assert prices(RandomWalk(None), 50, AAPL) != prices(RandomWalk(None), 50, AAPL)


def test_that_a_walk_begins_anew_only_for_a_symbol_whose_start_changed() -> None:
    feed = RandomWalk(1)
    prices(feed, 10, AAPL, MSFT)
    look = prices(feed, 1, row("AAPL", 50.0), MSFT)[0]
    assert look["AAPL"] == 50.0
    assert look["MSFT"] != 100.0


def test_that_rows_of_one_time_are_one_look_and_the_end_gives_nothing(tmp_path: Path) -> None:
    file = tmp_path / "day.csv"
    file.write_text("time,symbol,price\n1,AAPL,10\n1,MSFT,20\n2,AAPL,11\n3,NVDA,5\n")
    feed = CsvReplay(file)
    assert prices(feed, 3, AAPL, MSFT) == [{"AAPL": 10.0, "MSFT": 20.0}, {"AAPL": 11.0}, {}]
    assert feed.label == "day.csv"
    assert prices(feed, 2, AAPL) == [{}, {}]
    assert feed.label == "day.csv, ended"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b\n1,2\n", "columns"),
        (b"", "columns"),
        (b"time,symbol,price\n1,AAPL,x\n", "Line 2"),
        (b"time,symbol,price\n1,AAPL,1\n2,AAPL\n", "Line 3"),
        (b"time,symbol,price\n1,AAPL,-1\n", "Line 2"),
        (b"time,symbol,price\n1,AAPL,nan\n", "Line 2"),
        (b"time,symbol,price\n1,\xff,1\n", "UTF-8"),
        (None, "cannot be read"),
    ],
)
def test_that_a_file_that_is_no_feed_is_refused_before_any_price(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = tmp_path / "day.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(TraderAdminError, match=said):
        CsvReplay(file)


def test_that_a_bare_name_is_a_feed_that_comes_with_the_program(tmp_path: Path) -> None:
    assert resource_path("resources/feeds/sample-day.csv").is_file()
    shipped = open_feed(FeedSettings(FeedKind.CSV, "sample-day.csv", None), tmp_path)
    assert prices(shipped, 1, AAPL, MSFT) == [{"AAPL": 190.0, "MSFT": 420.0}]
    with pytest.raises(TraderAdminError, match=r"other\.csv"):
        open_feed(FeedSettings(FeedKind.CSV, "other.csv", None), tmp_path)


def test_that_a_path_is_taken_from_the_configuration_folder(tmp_path: Path) -> None:
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "day.csv").write_text("time,symbol,price\n1,AAPL,10\n")
    for name in ("feeds/day.csv", str(tmp_path / "feeds" / "day.csv")):
        feed = open_feed(FeedSettings(FeedKind.CSV, name, None), tmp_path)
        assert prices(feed, 1, AAPL) == [{"AAPL": 10.0}]
