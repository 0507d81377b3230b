"""The Services tab's tables: positions, orders, the session's history; and what is amiss."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.gui.shell.conftest import MakeStage
from tests.gui.shell.stage import Stage, words_in
from tests.support.trading_day import TRADING_DAY
from traderadmin.contract.history import Event, HistoryEntry, Outcome
from traderadmin.gui.services.columnwidths import fitted
from traderadmin.gui.services.facttable import FactTable
from traderadmin.gui.services.page import Panel, ServicesPage
from traderadmin.gui.services.tables import history_block, trading_blocks
from traderadmin.gui.shell.tab import Tab

NO_ORCHESTRATOR = "Not known while the orchestrator does not run."


def open_page(stage: Stage, panel: Panel, **told: object) -> ServicesPage:
    """The tab with a panel, once the orchestrator told of a day."""
    stage.target.by_name["orchestrator"].facts = {**TRADING_DAY, **told}
    stage.space.desk.look()
    stage.space.show_tab(Tab.SERVICES)
    page = stage.space.services.page()
    page.show_panel(panel)
    return page


def cells_of(table: FactTable | None) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows] if table is not None else []


def test_that_positions_and_orders_are_listed(stage: Stage) -> None:
    page = open_page(stage, Panel.TRADING)
    stage.until(lambda: cells_of(page.trading.positions.table))
    assert cells_of(page.trading.positions.table)[0] == ("AAPL", "40", "231.18")
    assert "Realised today: \u221212.50" in words_in(page.trading)
    out = cells_of(page.trading.out.table)
    assert [(row[1], row[-1]) for row in out] == [("MSFT", "Outcome unknown"), ("AMD", "Working")]
    recent = cells_of(page.trading.recent.table)
    assert recent[0][-2:] == (
        "Refused",
        "600 shares are more than risk.max_order_size allows (500)",
    )
    assert not page.log.isVisible()


RELEASE = HistoryEntry(
    id="release-1",
    event=Event.RELEASE,
    outcome=Outcome.DONE,
    who="desk-2",
    when=datetime(2026, 11, 23, 14, 2, 9, tzinfo=UTC),
    reason="feed is back",
    seconds=0.0,
)


def test_that_the_chip_leads_to_the_session_and_says_who_released(stage: Stage) -> None:
    stage.target.by_name["orchestrator"].facts = TRADING_DAY
    stage.target.lines.append(RELEASE)
    stage.space.desk.read_history()
    stage.space.desk.look()
    stage.click(stage.space.top_bar.chip)
    page = stage.space.services.page()
    assert stage.space.tab is Tab.SERVICES
    stage.until(lambda: page.history.isVisible() and cells_of(page.history.history.table))
    rows = cells_of(page.history.history.table)
    assert [row[1] for row in rows] == ["Released", "Halted", "Closed"]
    assert rows[0][-1] == "desk-2: feed is back"


def test_that_in_a_low_window_the_page_shows_what_was_asked_for(make_stage: MakeStage) -> None:
    stage = make_stage().open(width=800, height=600)
    page = open_page(stage, Panel.HISTORY)

    def in_sight(widget: QWidget) -> bool:
        return not widget.visibleRegion().isEmpty()

    stage.until(lambda: page.history.history.table and in_sight(page.history.history.table))


def test_that_the_order_that_is_chosen_stays_chosen_and_can_be_copied(stage: Stage) -> None:
    page = open_page(stage, Panel.TRADING)
    stage.until(lambda: cells_of(page.trading.recent.table))
    table = page.trading.recent.table
    assert table is not None
    table.selectRow(1)
    newest = {**TRADING_DAY["recent_orders"][0], "order_id": "8a", "symbol": "TSLA"}
    orders = [*TRADING_DAY["recent_orders"], newest]
    stage.target.by_name["orchestrator"].facts = {**TRADING_DAY, "recent_orders": orders}
    stage.space.desk.look()
    stage.until(lambda: len(table.rows) == 3)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text().split("\t")
    assert (copied[1], copied[2], copied[6]) == ("7f31c4", "AAPL", "Filled")


def test_that_the_keyboard_reaches_a_row(stage: Stage) -> None:
    page = open_page(stage, Panel.HISTORY)
    stage.until(lambda: cells_of(page.history.history.table))
    table = page.history.history.table
    assert table is not None
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert [index.row() for index in table.selectionModel().selectedRows()] == [1]


def test_that_nothing_is_cut_off(make_stage: MakeStage) -> None:
    stage = make_stage().open(width=800, height=600)
    long = {**TRADING_DAY["recent_orders"][1], "message": "it is more than is allowed, " * 12}
    page = open_page(stage, Panel.TRADING, recent_orders=[long])
    stage.until(lambda: cells_of(page.trading.recent.table))
    table = page.trading.recent.table
    assert table is not None
    stage.until(lambda: table.rowHeight(0) > 100)
    needed = table.rowHeight(0) + table.horizontalHeader().height()
    assert table.height() >= needed
    assert table.verticalScrollBar().maximum() == 0
    assert table.horizontalScrollBar().maximum() == 0


def test_that_an_empty_book_is_told_from_one_that_is_not_known(stage: Stage) -> None:
    service = stage.target.by_name["orchestrator"]
    now = stage.clock.now()

    def told() -> tuple[str, ...]:
        snapshot = stage.target.snapshot()
        blocks = trading_blocks(snapshot, now)
        history = history_block(snapshot, now, ())
        return tuple(
            block.empty for block in (blocks.positions, blocks.out, blocks.recent, history)
        )

    nothing: dict[str, object] = {
        "positions": {},
        "working": [],
        "recent_orders": [],
        "session_history": [],
    }
    service.facts = {**TRADING_DAY, **nothing}
    assert told() == (
        "No position is open.",
        "No order is working.",
        "No order was decided on yet.",
        "Nothing happened yet.",
    )
    service.facts = {}
    assert set(told()) == {"Not known: the orchestrator does not tell."}
    service.facts = {"standby": "standing by"}
    assert set(told()) == {"Not known: this orchestrator does not trade."}
    service.answers = False
    assert set(told()) == {"Not known: the orchestrator does not answer."}
    service.wanted = 0
    assert set(told()) == {NO_ORCHESTRATOR}
    del stage.target.by_name["orchestrator"]
    assert set(told()) == {"Not known: there is no orchestrator among the services."}
    assert trading_blocks(None, now).positions.empty == "Not known yet."


def test_that_what_is_amiss_stands_below_the_cards_until_it_is_right(stage: Stage) -> None:
    page = open_page(stage, Panel.LOG, scheduler={"alive": False, "restarts": 0})
    stage.until(lambda: "The scheduler died" in words_in(page.notes))
    assert "The broker has not told yet what became of 1 order." in words_in(page.notes)
    stage.target.by_name["orchestrator"].facts = {**TRADING_DAY, "unknown_orders": []}
    stage.space.desk.look()
    stage.until(lambda: not page.notes.isVisible())


def test_that_a_clock_that_is_off_is_a_banner_until_it_is_right(stage: Stage) -> None:
    service = stage.target.by_name["orchestrator"]
    service.clock_ahead = -7.0
    assert "7 s behind this machine" in stage.standing().title
    service.clock_ahead = 0.0
    stage.until(lambda: not stage.space.settings.banners.standing)


def test_that_the_session_of_an_orchestrator_that_stands_by_is_not_called_closed(
    stage: Stage,
) -> None:
    session = stage.target.session
    assert session is not None
    stage.target.session = replace(session, active=False, reason="closed: standing by")
    open_page(stage, Panel.LOG, standby="standing by: another orchestrator trades.")
    stage.until(lambda: "Not trading" in stage.space.top_bar.chip.accessibleName())


@pytest.mark.parametrize(
    ("wanted", "wide", "room", "widths"),
    [
        ((50, 60), (False, False), 121, (56, 65)),
        ((50, 60), (False, False), 90, (50, 60)),
        ((50, 300), (False, True), 200, (50, 150)),
        ((50, 300), (False, True), 100, (50, 120)),
        ((50, 90, 900), (False, True, True), 500, (50, 90, 360)),
        ((50, 400, 900), (False, True, True), 500, (50, 225, 225)),
        ((50, 90, 80), (False, True, True), 500, (50, 90, 360)),
    ],
)
def test_that_wide_columns_share_what_is_left(
    wanted: tuple[int, ...], wide: tuple[bool, ...], room: int, widths: tuple[int, ...]
) -> None:
    assert fitted(wanted, wide, room, 120) == widths
