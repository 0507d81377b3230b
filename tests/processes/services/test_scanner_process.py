"""The scanner as a process, posting to a real orchestrator."""

import pytest

from tests.processes.services.conftest import ALWAYS_OPEN
from tests.support.service_process import (
    TOKEN,
    ServicePlace,
    ServiceProcess,
    orchestrator,
    scanner,
)
from tests.support.waiting import wait_until
from traderadmin.contract import names

pytestmark = pytest.mark.processes

SECONDS = 15.0


def answered(service: ServiceProcess, symbol: str) -> int:
    seen = service.status().facts["symbols"].get(symbol)
    return seen["sent"] if seen else 0


def test_that_signals_become_orders_and_new_symbols_other_signals(place: ServicePlace) -> None:
    with orchestrator(place) as trading, scanner(place, trading.url) as watching:
        wait_until(lambda: answered(watching, "AAPL"), SECONDS, "a signal for AAPL")
        assert {line["symbol"] for line in place.orders()} == {"AAPL"}

        place.write_config(
            ALWAYS_OPEN.replace('symbol = "AAPL"', 'symbol = "MSFT"').replace(
                "order_size = 100", "order_size = 25"
            )
        )
        wait_until(lambda: answered(watching, "MSFT"), SECONDS, "a signal for MSFT")

        assert watching.status().facts["watching"] == ["MSFT"]
        last = place.orders()[-1]
        assert (last["symbol"], last["quantity"]) == ("MSFT", 25)


def test_that_an_absent_orchestrator_is_told_once_and_found_again(place: ServicePlace) -> None:
    with orchestrator(place) as trading:
        url = trading.url
        trading.terminate()
    with scanner(place, url) as watching:
        wait_until(lambda: watching.status().facts["last_error"], SECONDS, "the failure")
        assert watching.is_ready()
        wait_until(
            lambda: watching.status().facts["symbols"]["AAPL"]["price"] != 100.0, SECONDS, "a look"
        )
        assert watching.log.count("does not answer") == 1


def test_that_a_wrong_token_is_told_and_makes_no_order(place: ServicePlace) -> None:
    other = place.root / "another-token"
    other.write_text("another")
    with (
        orchestrator(place) as trading,
        scanner(place, trading.url, {names.TOKEN_FILE_VARIABLE: str(other)}) as watching,
    ):
        wait_until(lambda: watching.status().facts["last_error"], SECONDS, "the failure")
        assert "(401): The token is missing or wrong." in watching.status().facts["last_error"]
        assert place.orders() == []
        for secret in ("another", TOKEN):
            assert secret not in watching.log + trading.log


def test_that_a_recorded_day_is_replayed_and_a_missing_one_reported(place: ServicePlace) -> None:
    replay = 'feed = "csv"\ncsv_file = "sample-day.csv"'
    place.write_config(ALWAYS_OPEN.replace('feed = "random_walk"', replay))
    with orchestrator(place) as trading, scanner(place, trading.url) as watching:
        wait_until(lambda: answered(watching, "AAPL"), SECONDS, "a signal")
        assert watching.status().facts["feed"] == "sample-day.csv"

        place.write_config(
            ALWAYS_OPEN.replace('feed = "random_walk"', 'feed = "csv"\ncsv_file = "no-such.csv"')
        )
        wait_until(lambda: watching.status().config_error, SECONDS, "the missing feed to be told")
        assert "no-such.csv" in str(watching.status().config_error)
        assert watching.status().facts["feed"] == "sample-day.csv"


def test_that_sigterm_ends_it_well(place: ServicePlace) -> None:
    with orchestrator(place) as trading, scanner(place, trading.url) as watching:
        wait_until(lambda: answered(watching, "AAPL"), SECONDS, "a signal")
        assert watching.terminate() == 0
        assert watching.log.splitlines()[-1].endswith("stopped")
