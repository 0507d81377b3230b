"""Sizes and fonts, all multiples of the application font; at 13 px they are look.md's numbers."""

from enum import Enum
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication

BODY_PX: Final = 13
CONTROL: Final = 32
BAR_CONTROL: Final = 36
ICON_BUTTON: Final = 28
RADIUS: Final = 6
CARD_RADIUS: Final = 8
CHECK_RADIUS: Final = 4


class Type(Enum):
    """The type scale: size at a 13 px body, and weight."""

    CAPTION = (12, QFont.Weight.Normal)
    CAPTION_STRONG = (12, QFont.Weight.DemiBold)
    BODY = (13, QFont.Weight.Normal)
    LABEL = (13, QFont.Weight.Medium)
    STRONG = (13, QFont.Weight.DemiBold)
    H2 = (15, QFont.Weight.DemiBold)
    H1 = (20, QFont.Weight.DemiBold)
    H1_STRONG = (20.0, QFont.Weight.DemiBold, "figure")
    MONO = (12.0, QFont.Weight.Normal, "mono")


@lru_cache(maxsize=1)
def scale() -> float:
    """How many times look.md's measures are in force: 1 up to a 13 px font, then with the font."""
    return max(1.0, QFontInfo(QApplication.font()).pixelSize() / BODY_PX)


@lru_cache(maxsize=512)
def px(length: float) -> int:
    """`length` of look.md in device-independent pixels under the application font."""
    return round(length * scale())


def forget_font() -> None:
    """Compute sizes and fonts again: the application font changed (the theme sees to it)."""
    for cached in (scale, px, _font_of):
        cached.cache_clear()


def square(length: float) -> QSize:
    """A square of `px(length)`."""
    side = px(length)
    return QSize(side, side)


def font(kind: Type) -> QFont:
    """The application font in the size and weight of `kind`, with tabular digits."""
    return QFont(_font_of(kind))


@lru_cache(maxsize=len(Type))
def _font_of(kind: Type) -> QFont:
    size, weight = kind.value[:2]
    base = QApplication.font()
    if kind is Type.MONO:
        base = QFont(base)
        base.setFamilies(_mono_families())
        base.setFixedPitch(True)
    if size != BODY_PX:
        if base.pixelSize() > 0:
            base.setPixelSize(max(1, round(base.pixelSize() * size / BODY_PX)))
        else:
            base.setPointSizeF(base.pointSizeF() * size / BODY_PX)
    base.setWeight(weight)
    return tabular(base)


def tabular(base: QFont) -> QFont:
    """`base` with digits of one width, so that running clocks and columns stand still."""
    base.setFeature(QFont.Tag("tnum"), 1)
    return base


def _mono_families() -> list[str]:
    preferred = ["JetBrains Mono", "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", "Consolas"]
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    return [*preferred, system, "monospace"]
