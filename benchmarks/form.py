"""A form of 1,000 fields, built and shown, against one QFormLayout of 1,000 rows."""

import tomllib

from PySide6.QtWidgets import QWidget

from benchmarks import thousand, windows
from benchmarks.figures import Figure, in_turn
from traderadmin.clock import SystemClock
from traderadmin.gui.settings.page import SettingsPage

clock = SystemClock()


def measure(pairs: int) -> list[Figure]:
    """The first section as people see it, and every section visited and built to its end."""
    application = windows.application()
    model = windows.model()
    kept: list[QWidget] = [QWidget()]
    kept[0].show()

    def ours() -> float:
        started = clock.monotonic()
        page = windows.our_form(model)
        taken = clock.monotonic() - started
        windows.close(page)
        return taken * 1000

    def everything() -> float:
        started = clock.monotonic()
        page = windows.our_form(model)
        build_all(page)
        taken = clock.monotonic() - started
        windows.close(page)
        return taken * 1000

    def plain() -> float:
        started = clock.monotonic()
        area, _ = windows.plain_form()
        taken = clock.monotonic() - started
        windows.close(area)
        return taken * 1000

    def opened() -> float:
        started = clock.monotonic()
        problems = windows.model().problems()
        assert problems == ()
        return (clock.monotonic() - started) * 1000

    def parsed() -> float:
        started = clock.monotonic()
        tomllib.loads(thousand.content().decode())
        return (clock.monotonic() - started) * 1000

    yardstick = "one QFormLayout of 1,000 rows"
    figures = [
        in_turn(ours, plain, pairs).figure(
            "form of 1,000 fields, built and shown", "ms", yardstick, aim=0.3, relative=True
        ),
        in_turn(everything, plain, pairs).figure("the same, every row built", "ms", yardstick),
        in_turn(opened, parsed, pairs).figure(
            "1,000 fields parsed and validated", "ms", "tomllib alone"
        ),
    ]
    application.processEvents()
    return figures


def build_all(page: SettingsPage) -> None:
    """Visit every section and scroll to its end."""
    deck = page.deck
    assert deck is not None
    built = 0
    for index in range(len(deck.sections)):
        deck.show_section(index)
        form = deck.form
        assert form is not None
        while not form.is_complete:
            form.build_slice()
        windows.settle()
        built += len(form.rows)
    assert built == thousand.FIELDS
