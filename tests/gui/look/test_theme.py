"""Tokens are legible, a switch repaints, fonts and icons follow."""

from itertools import product

import pytest
from PySide6.QtGui import QColor, QFont, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from traderadmin.gui.look import icons
from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import Type, font, px
from traderadmin.gui.look.palette import palette_of
from traderadmin.gui.look.theme import Scheme, Theme
from traderadmin.gui.look.tokens import DARK, LIGHT, Tokens, tokens_of
from traderadmin.resources import resource_path

READABLE = 4.5
VISIBLE = 3.0


def luminance(colour: QColor) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(c) for c in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("t", [LIGHT, DARK], ids=["light", "dark"])
def test_that_every_text_is_readable_on_what_it_stands_on(t: Tokens) -> None:
    pairs = [
        *product((t.text, t.text2), (t.bg, t.surface, t.hover)),
        *product((t.text,), (t.accent_soft, t.ok_soft, t.warn_soft, t.danger_soft)),
        *product((t.off,), (t.sunken, t.surface)),
        (t.accent_text, t.surface),
        (t.accent_text, t.accent_soft),
        (t.ok, t.ok_soft),
        (t.warn, t.warn_soft),
        (t.danger, t.danger_soft),
        (t.danger, t.surface),
        (t.toast_text, t.toast),
        (t.toast_link, t.toast),
        *product((t.on,), (t.accent_fill, t.danger_fill, t.prod_fill)),
    ]
    assert min(contrast(front, back) for front, back in pairs) >= READABLE


@pytest.mark.parametrize("t", [LIGHT, DARK], ids=["light", "dark"])
def test_that_edges_and_rings_are_visible(t: Tokens) -> None:
    pairs = list(product((t.edge, t.accent), (t.bg, t.surface)))
    assert min(contrast(front, back) for front, back in pairs) >= VISIBLE


def test_that_a_switch_reaches_every_widget(theme: Theme, qtbot: QtBot) -> None:
    label = Label("words", Type.BODY, Tint.DANGER)
    qtbot.addWidget(label)
    label.show()
    assert tokens_of(label) is LIGHT
    with qtbot.waitSignal(theme.changed):
        theme.set_scheme(Scheme.DARK)
    assert theme.is_dark
    assert tokens_of(label) is DARK
    assert label.palette().color(label.foregroundRole()) == DARK.danger
    assert theme.tokens is DARK


def test_that_a_subtree_may_wear_the_other_tokens(theme: Theme, qtbot: QtBot) -> None:
    assert not theme.is_dark
    outer = QWidget()
    qtbot.addWidget(outer)
    inner = Label("words", parent=outer)
    outer.setPalette(palette_of(DARK))
    assert tokens_of(inner) is DARK


def test_that_sizes_follow_the_application_font(theme: Theme) -> None:
    _ = theme
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    before = application.font()
    assert px(32) == 32
    large = QFont(before)
    large.setPixelSize(26)
    application.setFont(large)
    try:
        assert px(32) == 64
        assert font(Type.H1).pixelSize() == 40
    finally:
        application.setFont(before)


def test_that_digits_are_tabular(qapp: QApplication) -> None:
    _ = qapp
    assert font(Type.BODY).featureValue(QFont.Tag("tnum")) == 1


def test_that_each_icon_is_drawn_in_the_colour_asked_for(qtbot: QtBot) -> None:
    _ = qtbot
    colour = QColor("#2A5BD7")
    for path in sorted(resource_path("resources/icons").glob("*.svg")):
        image = icons.pixmap(path.stem, colour, 32).toImage()
        image = image.convertToFormat(QImage.Format.Format_ARGB32)
        solid = [
            image.pixelColor(x, y)
            for x in range(32)
            for y in range(32)
            if image.pixelColor(x, y).alpha() == 255
        ]
        assert solid, path.stem
        assert all(pixel == colour for pixel in solid), path.stem
