"""Signals as posted, the order log on disk, the book derived from it, the halt record."""

import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.orchestrator.conftest import at
from traderadmin.contract.names import ORDERS_FILE
from traderadmin.errors import TraderAdminError
from traderadmin.orchestrator.book import Book, Position
from traderadmin.orchestrator.checkpoint import CHECKPOINT_FILE
from traderadmin.orchestrator.ledger import Ledger
from traderadmin.orchestrator.orders import (
    Order,
    Outcome,
    Reason,
    Record,
    Refusal,
    Side,
    Signal,
)
from traderadmin.orchestrator.statelock import StateLock

NOON = at(12)
SIGNAL = {"signal_id": "a-1", "symbol": "AAPL", "side": "buy", "quantity": 10, "price": 190.5}


def record(
    number: int,
    side: Side = Side.BUY,
    quantity: int = 10,
    price: float = 100.0,
    *,
    outcome: Outcome = Outcome.FILLED,
    when: datetime = NOON,
    **more: Any,
) -> Record:
    order = Order(f"order-{number}", f"signal-{number}", "AAPL", side, quantity, price)
    return Record(when, outcome, order, price, "paper-1", "paper", **more)


def test_that_a_posted_signal_is_read() -> None:
    signal = Signal.from_json(SIGNAL | {"created": "2026-11-23T15:00:00+01:00"})
    assert signal == Signal("a-1", "AAPL", Side.BUY, 10, 190.5, at(14))
    assert Signal.from_json(SIGNAL).created is None


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("signal_id", [None, "", "a b", "x" * 65, 1, "é"]),
        ("symbol", [None, "", "aapl", "AAPL\n", "TOOLONGNAME", 5]),
        ("side", [None, "hold", 1, []]),
        ("quantity", [None, 0, -1, 1.0, True, "10", 10**10]),
        ("price", [None, 0, -1.0, True, "190", 1e10, 10**400, float("inf"), float("nan")]),
        ("created", ["yesterday", "2026-11-23T15:00:00", 5, []]),
    ],
)
def test_that_a_signal_with_a_wrong_value_is_refused_by_its_name(
    key: str, values: list[Any]
) -> None:
    for value in values:
        with pytest.raises(ValueError, match=rf"^{key} .*\.$"):
            Signal.from_json(SIGNAL | {key: value})


@given(st.dictionaries(st.sampled_from([*SIGNAL, "created"]), st.none() | st.text() | st.floats()))
def test_that_any_rubbish_is_a_value_error_or_a_signal(data: dict[str, Any]) -> None:
    with suppress(ValueError):
        signal = Signal.from_json(SIGNAL | data)
        assert signal.price > 0


def test_that_records_survive_the_log(tmp_path: Path) -> None:
    refusal = Refusal(Reason.MAX_ORDER_SIZE, "above risk.max_order_size (500) — \n")
    records = [
        record(1, outcome=Outcome.ACCEPTED, working=True),
        record(1, commission=0.5),
        record(2, outcome=Outcome.REFUSED, refusal=refusal),
    ]
    ledger = Ledger.open(tmp_path, at(15))
    for each in records:
        ledger.append(each)
    ledger.close()
    lines = (tmp_path / ORDERS_FILE).read_bytes().splitlines()
    assert [Record.from_json(json.loads(line)) for line in lines] == records


@given(
    st.lists(
        st.tuples(st.sampled_from(Side), st.integers(1, 50), st.integers(1, 500).map(float)),
        max_size=30,
    ),
    st.integers(1, 500).map(float),
)
def test_that_cash_and_positions_always_add_up(
    fills: list[tuple[Side, int, float]], last: float
) -> None:
    book = Book()
    for number, (side, quantity, price) in enumerate(fills):
        book.apply(record(number, side, quantity, price))
    shares = sum(side.sign * quantity for side, quantity, _ in fills)
    position = book.positions.get("AAPL", Position(0, 0.0))
    assert position.quantity == shares
    earned = book.realised_today + position.quantity * (last - position.average_price)
    assert book.cash(0.0) + shares * last == pytest.approx(earned, abs=1e-6)


def test_that_a_position_turned_over_begins_at_its_own_price() -> None:
    book = Book()
    book.apply(record(1, Side.BUY, 10, 100.0))
    book.apply(record(2, Side.SELL, 15, 90.0))
    assert book.positions == {"AAPL": Position(-5, 90.0)}
    assert book.realised_today == -100.0


def test_that_working_orders_count_towards_what_a_position_may_become() -> None:
    book = Book()
    book.apply(record(1, outcome=Outcome.ACCEPTED, working=True))
    book.apply(record(2, Side.SELL, 4, outcome=Outcome.ACCEPTED, working=True))
    exposure = book.exposure("AAPL")
    assert (exposure.held, exposure.most, exposure.least) == (0, 10, -4)
    book.apply(record(1))
    exposure = book.exposure("AAPL")
    assert (exposure.held, exposure.most, exposure.least) == (10, 10, 6)


def test_that_the_days_figures_begin_anew_at_midnight_utc() -> None:
    book = Book()
    book.apply(record(1, outcome=Outcome.ACCEPTED))
    book.apply(
        record(2, outcome=Outcome.REFUSED, refusal=Refusal(Reason.HALTED, "halted"), when=at(16))
    )
    assert (book.accepted_today, book.refused_today) == (1, {Reason.HALTED: 1})
    book.roll(at(0, day=24))
    assert (book.accepted_today, book.refused_today) == (0, {})


@pytest.mark.parametrize("torn", [b'{"when": "2026-11-23T', b"\x00\x00\x00", b"{", b"\xff"])
def test_that_a_torn_end_is_set_aside_and_the_rest_kept(tmp_path: Path, torn: bytes) -> None:
    log = tmp_path / ORDERS_FILE
    whole = json.dumps(record(1).to_json()).encode() + b"\n"
    log.write_bytes(whole + torn)
    ledger = Ledger.open(tmp_path, at(15))
    assert "was torn" in ledger.note
    assert ledger.copy(at(15)).positions == {"AAPL": Position(10, 100.0)}
    ledger.close()
    assert log.read_bytes() == whole
    (aside,) = tmp_path.glob("orders.jsonl.torn.*")
    assert aside.read_bytes() == torn


def test_that_a_last_line_that_only_lacks_its_end_is_kept(tmp_path: Path) -> None:
    line = json.dumps(record(1).to_json()).encode()
    (tmp_path / ORDERS_FILE).write_bytes(line)
    ledger = Ledger.open(tmp_path, at(15))
    ledger.append(record(2))
    assert ledger.note == ""
    assert ledger.copy(at(15)).positions["AAPL"].quantity == 20
    ledger.close()
    assert (tmp_path / ORDERS_FILE).read_bytes().count(b"\n") == 2


LINE = json.dumps(record(1).to_json()).encode()


@pytest.mark.parametrize(
    "nonsense", [b"nonsense", b"[]", b"[" * 100_000, LINE.replace(b"100.0", b"1" + b"0" * 400)]
)
def test_that_a_line_in_the_middle_that_makes_no_sense_refuses_to_trade(
    tmp_path: Path, nonsense: bytes
) -> None:
    content = b"\n".join((LINE, nonsense, LINE, b""))
    (tmp_path / ORDERS_FILE).write_bytes(content)
    with pytest.raises(TraderAdminError, match=r"makes no sense, so positions are unknown"):
        Ledger.open(tmp_path, at(15))
    assert (tmp_path / ORDERS_FILE).read_bytes() == content


def test_that_a_restart_goes_on_from_the_checkpoint_and_the_lines_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = Ledger.open(tmp_path, at(15))
    refusal = Refusal(Reason.HALTED, "halted")
    ledger.append(record(1, outcome=Outcome.ACCEPTED, working=True))
    ledger.append(record(2, Side.SELL, 4, 90.0, commission=0.5))
    ledger.append(record(3, outcome=Outcome.REFUSED, refusal=refusal))
    ledger.close()
    before = ledger._log.book
    log = tmp_path / ORDERS_FILE
    with log.open("ab") as file:
        file.write(json.dumps(record(4).to_json()).encode() + b"\n")

    read: list[Record] = []
    real = Book.apply

    def counted(book: Book, one: Record) -> None:
        read.append(one)
        real(book, one)

    monkeypatch.setattr(Book, "apply", counted)
    again = Ledger.open(tmp_path, at(15))
    assert read == [record(4)]
    before.apply(record(4))
    assert again._log.book.to_json() == before.to_json()
    assert again._log.book.decision_on("signal-3") == record(
        3, outcome=Outcome.REFUSED, refusal=refusal
    )
    again.close()


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"version": 1, "size": 1}', None])
def test_that_a_checkpoint_that_cannot_be_used_is_passed_over(
    tmp_path: Path, content: bytes | None
) -> None:
    ledger = Ledger.open(tmp_path, at(15))
    ledger.append(record(1))
    ledger.append(record(2))
    ledger.close()
    log = tmp_path / ORDERS_FILE
    if content is not None:
        (tmp_path / CHECKPOINT_FILE).write_bytes(content)
        expected = 20
    else:
        log.write_bytes(log.read_bytes().splitlines(keepends=True)[0])
        expected = 10
    again = Ledger.open(tmp_path, at(15))
    assert again.copy(at(15)).positions == {"AAPL": Position(expected, 100.0)}
    again.close()


def test_that_a_log_corrected_by_hand_is_read_anew(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path, at(15))
    ledger.append(record(1))
    ledger.close()
    log = tmp_path / ORDERS_FILE
    log.write_bytes(log.read_bytes().replace(b'"quantity": 10', b'"quantity": 70'))
    again = Ledger.open(tmp_path, at(15))
    assert again.copy(at(15)).positions["AAPL"].quantity == 70
    again.close()


def test_that_one_process_holds_the_state_at_a_time(tmp_path: Path) -> None:
    first, second = StateLock(tmp_path / "state"), StateLock(tmp_path / "state")
    assert first.acquire()
    assert first.acquire()
    assert not second.acquire()
    first.release()
    assert second.acquire()
    second.release()


def test_that_a_state_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TraderAdminError, match="state folder"):
        StateLock(tmp_path / "file" / "state").acquire()
