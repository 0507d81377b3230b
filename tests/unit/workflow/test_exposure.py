"""What is open in the market, in sentences."""

import pytest

from tests.unit.workflow.test_tradingfacts import instance_of, snapshot_of
from traderadmin.workflow.exposure import (
    Exposure,
    exposure,
    exposure_brief,
    exposure_text,
    halting_text,
    stopped_text,
    stopping_text,
)

ORDER = {"order_id": "o1", "symbol": "AMD", "side": "buy", "quantity": 30, "price": 138.72}
HELD = {"quantity": 40, "average_price": 231.18}


@pytest.mark.parametrize(
    ("found", "text", "brief"),
    [
        (
            Exposure(2, 1, 0),
            "2 positions and 1 working order stay open and unattended.",
            "2 positions, 1 working order",
        ),
        (Exposure(1, 0, 0), "1 position stays open and unattended.", "1 position"),
        (Exposure(0, 1, 0), "1 working order stays open and unattended.", "1 working order"),
        (Exposure(1, 1, 0), "1 position and 1 working order stay open and unattended.", None),
        (Exposure(0, 0, 0), "No position is open, no order is working.", ""),
        (Exposure(), "How many positions are open is unknown.", "Positions unknown"),
        (
            Exposure(0, 0, 1),
            "No position is open, no order is working. What became of 1 order is unknown.",
            "1 of unknown outcome",
        ),
        (
            Exposure(2, 0, 2),
            "2 positions stay open and unattended. What became of 2 orders is unknown.",
            "2 positions, 2 of unknown outcome",
        ),
        (
            Exposure(None, 2),
            "2 working orders stay open and unattended. How many positions are open is unknown.",
            "Positions unknown",
        ),
        (
            Exposure(0, None),
            "No position is open. How many orders are working is unknown.",
            None,
        ),
    ],
)
def test_that_it_is_told(found: Exposure, text: str, brief: str | None) -> None:
    assert exposure_text(found) == text
    if brief is not None:
        assert exposure_brief(found) == brief
    assert found.is_none is (text == "No position is open, no order is working.")


def test_that_a_short_time_is_said_to_be_one() -> None:
    text = exposure_text(Exposure(2, 0, 0), meanwhile=True)
    assert text == "2 positions stay open and unattended meanwhile."


def test_that_it_is_what_the_orchestrator_that_trades_tells() -> None:
    trades = instance_of(
        positions={"AAPL": HELD, "MSFT": {**HELD, "quantity": 0}},
        working_orders=2,
        working=[ORDER, {**ORDER, "order_id": "o2"}],
        unknown_orders=["o2"],
    )
    stands_by = instance_of(positions={}, working=[], unknown_orders=[], standby="the other one")
    assert exposure(snapshot_of(stands_by, trades)) == Exposure(1, 1, 1)


@pytest.mark.parametrize(
    "snapshot",
    [None, snapshot_of(), snapshot_of(instance_of()), snapshot_of(instance_of(positions=None))],
)
def test_that_nothing_told_is_unknown(snapshot: object) -> None:
    assert exposure(snapshot) == Exposure()  # type: ignore[arg-type]  # every case is one


def test_that_an_older_service_that_only_counts_is_understood() -> None:
    assert exposure(snapshot_of(instance_of(positions=3, working_orders=0))) == Exposure(3, 0)


def test_that_what_follows_from_stopping_and_halting_ends_with_it() -> None:
    look = snapshot_of(instance_of(positions={"AAPL": HELD}, working=[], unknown_orders=[]))
    left = "1 position stays open and unattended."
    stopped = f"No orders are placed until they are started again. {left}"
    assert stopped_text(look) == stopped
    assert stopping_text(look) == f"This stops orchestrator. {stopped}"
    assert halting_text(look) == f"No new orders until released. {left}"
    assert stopping_text(None).startswith("This stops all services.")
