"""The ledger under many threads and on a disk that fails; figures of days under any clock."""

import json
import os
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.orchestrator.conftest import Trading, at
from traderadmin.contract.names import ORDERS_FILE
from traderadmin.errors import TraderAdminError
from traderadmin.orchestrator.book import Book, Position
from traderadmin.orchestrator.days import Days
from traderadmin.orchestrator.ledger import Ledger
from traderadmin.orchestrator.orders import Order, Outcome, Reason, Record, Refusal, Side

FULL = OSError(28, "No space left on device")


def fill(name: str) -> Record:
    order = Order(name, name, "AAPL", Side.BUY, 1, 100.0)
    return Record(at(15), Outcome.FILLED, order, 100.0, "paper-1", "paper")


def outcome(record: Record, outcome: Outcome, refusal: Refusal | None = None) -> Record:
    return Record(
        record.when,
        outcome,
        record.order,
        record.price,
        "paper-1",
        "paper",
        refusal,
        working=outcome is Outcome.ACCEPTED,
    )


def recorded(state_dir: Path) -> list[str]:
    lines = (state_dir / ORDERS_FILE).read_text().splitlines()
    return [json.loads(line)["order_id"] for line in lines]


def test_that_records_of_many_threads_share_an_fsync_and_all_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, real, synced = Ledger.open(tmp_path, at(15)), os.fsync, []

    def counted(descriptor: int) -> None:
        synced.append(descriptor)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", counted)
    begin = threading.Barrier(8)

    def press(name: str) -> None:
        begin.wait()
        for number in range(50):
            ledger.append(fill(f"{name}-{number}"))

    threads = [threading.Thread(target=press, args=(str(n),)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(synced) < 400
    assert ledger.copy(at(15)).positions["AAPL"].quantity == 400
    ledger.close()
    assert len(set(recorded(tmp_path))) == 400


def test_that_reports_show_only_what_is_on_disk_and_decisions_what_is_staged(
    tmp_path: Path,
) -> None:
    ledger = Ledger.open(tmp_path, at(15))
    number = ledger.stage(fill("one"))
    with ledger.book(at(15)) as book:
        assert book.positions == {"AAPL": Position(1, 100.0)}
    assert ledger.copy(at(15)).positions == {}
    ledger.settle(number)
    assert ledger.copy(at(15)).positions == {"AAPL": Position(1, 100.0)}
    ledger.close()


def test_that_what_was_decided_on_a_lost_record_is_lost_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, real = Ledger.open(tmp_path, at(15)), os.fsync
    ledger.append(fill("zero"))
    second: list[int] = []

    def fail_once(_: int) -> None:
        second.append(ledger.stage(fill("two")))  # on the book that has "one" already
        monkeypatch.setattr(os, "fsync", real)
        raise FULL

    first = ledger.stage(fill("one"))
    monkeypatch.setattr(os, "fsync", fail_once)
    for number in (first, *second):
        with pytest.raises(TraderAdminError, match="No space left"):
            ledger.settle(number)
    with ledger.book(at(15)) as book:
        assert book.positions == {"AAPL": Position(1, 100.0)}
    ledger.append(fill("three"))
    ledger.close()
    assert recorded(tmp_path) == ["zero", "three"]


def test_that_rests_of_a_failed_write_never_stand_before_the_next_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, write, truncate = Ledger.open(tmp_path, at(15)), os.write, os.ftruncate

    def fails(*_: object) -> None:
        raise FULL

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", lambda descriptor, line: write(descriptor, line[:7]))
        patched.setattr(os, "ftruncate", fails)
        with pytest.raises(TraderAdminError):
            ledger.append(fill("one"))
    assert (tmp_path / ORDERS_FILE).stat().st_size == 7
    assert os.ftruncate is truncate
    ledger.append(fill("two"))
    ledger.close()
    assert recorded(tmp_path) == ["two"]


def test_that_a_log_removed_under_it_is_put_back_and_goes_on(tmp_path: Path) -> None:
    log, ledger = tmp_path / ORDERS_FILE, Ledger.open(tmp_path, at(15))
    ledger.append(fill("one"))
    log.unlink()
    ledger.append(fill("two"))
    assert recorded(tmp_path) == ["one", "two"]
    log.unlink()
    ledger.keep_in_place()
    assert recorded(tmp_path) == ["one", "two"]
    log.unlink()
    ledger.close()
    assert ledger.note.count("was removed while the orchestrator ran") == 3
    again = Ledger.open(tmp_path, at(15))
    assert again.copy(at(15)).positions == {"AAPL": Position(2, 100.0)}
    again.append(fill("three"))
    again.close()
    assert recorded(tmp_path) == ["one", "two", "three"]


def test_that_nothing_is_recorded_beside_another_log_or_without_a_folder(tmp_path: Path) -> None:
    folder, away = tmp_path / "state", tmp_path / "away"
    folder.mkdir()
    ledger = Ledger.open(folder, at(15))
    ledger.append(fill("one"))
    (folder / ORDERS_FILE).rename(tmp_path / "ours")
    (folder / ORDERS_FILE).write_text("another\n")
    for act in (ledger.keep_in_place, lambda: ledger.append(fill("two"))):
        with pytest.raises(TraderAdminError, match="another file is in its place"):
            act()
    (tmp_path / "ours").replace(folder / ORDERS_FILE)
    folder.rename(away)
    with pytest.raises(TraderAdminError, match="No such file"):
        ledger.append(fill("three"))
    away.rename(folder)
    ledger.append(fill("four"))
    ledger.close()
    assert recorded(folder) == ["one", "four"]


def test_that_one_ledger_at_a_time_has_the_log(tmp_path: Path) -> None:
    first = Ledger.open(tmp_path, at(15))
    first.append(fill("one"))
    for _ in range(2):
        with pytest.raises(TraderAdminError, match="Another orchestrator has"):
            Ledger.open(tmp_path, at(15))
        (tmp_path / ORDERS_FILE).unlink()
        first.keep_in_place()
    first.close()
    Ledger.open(tmp_path, at(15)).close()


@pytest.mark.expects_log_errors
def test_that_a_repeated_signal_waits_for_the_first_answer_to_be_on_disk(
    trading: Trading, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, writing, go = os.fsync, threading.Event(), threading.Event()

    def slow_then_full(_: int) -> None:
        monkeypatch.setattr(os, "fsync", real)
        writing.set()
        go.wait(10)
        raise FULL

    monkeypatch.setattr(os, "fsync", slow_then_full)
    answers: list[Reason | None] = []

    def press() -> None:
        refusal = trading.submit(signal_id="one").refusal
        answers.append(refusal.reason if refusal else None)

    first = threading.Thread(target=press)
    first.start()
    assert writing.wait(10)
    second = threading.Thread(target=press)
    second.start()
    go.set()
    first.join()
    second.join()
    assert sorted(answers, key=str) == [None, Reason.NOT_RECORDED]
    assert len(trading.broker.sent) == 1


def test_that_a_loss_is_not_forgotten_by_a_clock_that_is_set_to_and_fro(trading: Trading) -> None:
    trading.limit(max_daily_loss=50.0)
    trading.submit(quantity=10, price=100.0)
    trading.submit(Side.SELL, quantity=10, price=90.0)
    for day in (24, 23):
        trading.clock.at = at(15, day=day)
        refusal = trading.submit().refusal
        assert (refusal.reason if refusal else None) == (
            Reason.MAX_DAILY_LOSS if day == 23 else None
        )


@given(st.lists(st.integers(-40, 40), min_size=1, max_size=80))
def test_that_figures_of_the_days_around_today_are_kept(jumps: list[int]) -> None:
    days = Days()
    earned: dict[int, int] = {}
    for jump in jumps:
        days.roll(at(12) + timedelta(days=jump)).accepted += 1
        earned[jump] = earned.get(jump, 0) + 1
        again = Days.from_json(json.loads(json.dumps(days.to_json())))
        assert again.today.accepted == days.today.accepted <= earned[jump]
        assert len(days._days) <= 14
    if max(jumps) - min(jumps) < 13:
        assert days.today.accepted == earned[jumps[-1]]


ENDS = (Outcome.FILLED, Outcome.WITHDRAWN, Outcome.REJECTED)


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from([*Outcome])), max_size=60))
def test_that_a_book_read_again_is_the_same_book(events: list[tuple[int, Outcome]]) -> None:
    book = Book()
    working: set[str] = set()
    for number, (index, what) in enumerate(events):
        name = f"order-{index}"
        if what in {Outcome.ACCEPTED, Outcome.REFUSED}:
            name = f"order-{index}" if name not in working else f"new-{number}"
            if what is Outcome.ACCEPTED:
                working.add(name)
        elif name not in working:
            continue
        refused = what in {Outcome.REFUSED, Outcome.WITHDRAWN, Outcome.REJECTED}
        refusal = Refusal(Reason.HALTED, "halted") if refused else None
        book.apply(outcome(fill(name), what, refusal))
        if what in ENDS:
            working.discard(name)
    assert {order.order_id for order in book.working} == working
    assert {order.order_id for order in book.unknown} <= working
    again = Book.from_json(json.loads(json.dumps(book.to_json())))
    assert again.to_json() == book.to_json() == book.copy(whole=True).to_json()
