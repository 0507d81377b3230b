"""The soak's auditor notices what it is there for. The soak itself is `make soak`."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.soak.audit import Audit, Violation
from tests.soak.plan import Plan, Rule
from tests.unit.orchestrator.conftest import at
from traderadmin.clock import utc_text
from traderadmin.schedule import Schedule, is_active

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
PLAN = Plan(True, "13:30", "20:00", DAYS, (), False, True, 1.0, 0, 1)
OPEN = Rule(PLAN)
AFTERNOON = at(15)


def line(
    outcome: str, name: str = "one", when: datetime = AFTERNOON, **changes: Any
) -> dict[str, Any]:
    return {
        "when": utc_text(when),
        "outcome": outcome,
        "order_id": f"order-{name}",
        "signal_id": f"signal-{name}",
        "symbol": "AAPL",
        "side": "buy",
        "quantity": 10,
        "exit": False,
    } | changes


def audited(
    folder: Path,
    orders: Sequence[dict[str, Any]],
    broker: Sequence[str] = (),
    rule: Rule = OPEN,
) -> Audit:
    """An audit of these lines; `broker` is what it did with orders: "received one"."""
    paper = []
    for text in broker:
        what, _, name = text.partition(" ")
        order_id = f"order-{name}"
        received = {"received": {"order_id": order_id}, "account": "paper-1"}
        paper.append(received if what == "received" else {"order_id": order_id, "price": 1.0})
    for path, lines in ((folder / "orders", orders), (folder / "paper", paper)):
        path.write_text("".join(json.dumps(one) + "\n" for one in lines))
    audit = Audit(folder / "orders", folder / "paper")
    audit.advance((rule,))
    return audit


def test_that_what_is_right_passes(tmp_path: Path) -> None:
    way_out = {"side": "sell", "quantity": 4, "exit": True}
    orders = [line("accepted"), line("filled"), line("accepted", "two", at(21), **way_out)]
    audit = audited(tmp_path, orders, ["received one", "executed one", "received two"])
    audit.compare_with_broker(settled=True)
    assert (audit.positions["AAPL"], audit.working) == (10, 1)


@pytest.mark.parametrize(
    "orders",
    [
        [line("accepted", when=at(20))],
        [line("accepted", when=at(13, 29, 59))],
        [line("accepted", when=at(15, day=28))],
        [line("accepted"), line("accepted")],
        [line("filled")],
        [line("accepted"), line("filled"), line("filled")],
        [line("accepted"), line("withdrawn"), line("filled")],
        [line("accepted", exit=True)],
        [
            line("accepted"),
            line("filled"),
            line("accepted", "two", at(21), side="sell", quantity=11),
        ],
    ],
)
def test_that_a_log_that_must_not_be_is_noticed(
    tmp_path: Path, orders: list[dict[str, Any]]
) -> None:
    with pytest.raises(Violation):
        audited(tmp_path, orders)


def test_that_an_order_during_a_halt_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(Violation, match="no rule allows"):
        audited(tmp_path, [line("accepted")], rule=Rule(PLAN, halted=True))


@pytest.mark.parametrize(
    ("orders", "broker"),
    [
        ([], ["received one"]),
        ([line("accepted")], ["received one", "received one"]),
        ([line("accepted"), line("filled")], ["received one"]),
        ([line("accepted"), line("filled")], ["received one", "executed one", "executed one"]),
        ([line("accepted"), line("withdrawn")], ["received one"]),
        ([line("accepted")], ["received one", "executed one"]),
    ],
)
def test_that_books_that_differ_are_noticed(
    tmp_path: Path, orders: list[dict[str, Any]], broker: list[str]
) -> None:
    audit = audited(tmp_path, orders, broker)
    with pytest.raises(Violation):
        audit.compare_with_broker(settled=True)


def test_that_an_answer_the_log_does_not_have_is_noticed(tmp_path: Path) -> None:
    audit = audited(tmp_path, [line("refused")])
    answer = {"recorded": True, "order_id": "order-one", "outcome": "refused"}
    audit.check_answer("signal-one", answer)
    for wrong in ({"order_id": "order-two"}, {"outcome": "accepted"}):
        with pytest.raises(Violation):
            audit.check_answer("signal-one", answer | wrong)


def test_that_the_oracles_windows_are_the_schedules() -> None:
    random = Random(7)  # noqa: S311 - a simulation
    for number in range(40):
        plan = Plan.random(random, number)
        values = {
            "start_time_utc": plan.start,
            "stop_time_utc": plan.stop,
            "days_of_week": list(plan.days),
            "closed_dates": list(plan.closed),
        }
        schedule = Schedule.from_values(values)
        for _ in range(100):
            now = at(0) + timedelta(seconds=random.randrange(14 * 24 * 3600))
            assert plan.is_open(now) is is_active(schedule, now), (plan, now)
