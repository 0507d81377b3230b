"""The colours of the look by meaning, light and dark; found by a widget through its palette."""

from typing import NamedTuple

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

_HALF = 128


class Tokens(NamedTuple):
    """One colour for each meaning; `look.md` lists where each is used."""

    bg: QColor
    surface: QColor
    sunken: QColor
    hover: QColor
    line: QColor
    edge: QColor
    text: QColor
    text2: QColor
    off: QColor
    on: QColor
    accent: QColor
    accent_text: QColor
    accent_fill: QColor
    accent_soft: QColor
    ok: QColor
    ok_soft: QColor
    warn: QColor
    warn_soft: QColor
    danger: QColor
    danger_soft: QColor
    danger_fill: QColor
    prod: QColor
    prod_fill: QColor
    prod_soft: QColor
    toast: QColor
    toast_text: QColor
    toast_ok: QColor
    toast_link: QColor


def _tokens(table: str) -> Tokens:
    colours = dict(line.split() for line in table.strip().splitlines())
    return Tokens(**{name: QColor(colour) for name, colour in colours.items()})


LIGHT = _tokens("""
    bg #F5F6F8
    surface #FFFFFF
    sunken #EEF0F4
    hover #F0F2F5
    line #E1E4EA
    edge #7E8592
    text #1A1D24
    text2 #555C6A
    off #666D79
    on #FFFFFF
    accent #2A5BD7
    accent_text #2350C2
    accent_fill #2A5BD7
    accent_soft #EAF0FD
    ok #187A47
    ok_soft #E5F4EB
    warn #8A5600
    warn_soft #FCF2DC
    danger #C2262B
    danger_soft #FCECEC
    danger_fill #C2262B
    prod #7439BF
    prod_fill #7439BF
    prod_soft #F3ECFC
    toast #20242C
    toast_text #F3F4F6
    toast_ok #57CB92
    toast_link #9DB8FF
""")

DARK = _tokens("""
    bg #14161B
    surface #1B1E25
    sunken #242831
    hover #262A34
    line #2D323C
    edge #737B8B
    text #E7E9ED
    text2 #A6ADBA
    off #8D95A3
    on #FFFFFF
    accent #7C9FFF
    accent_text #9DB8FF
    accent_fill #3C69E0
    accent_soft #222D4A
    ok #57CB92
    ok_soft #1B3329
    warn #E8B44C
    warn_soft #382D17
    danger #FF8785
    danger_soft #3D2125
    danger_fill #CF343A
    prod #BC98FA
    prod_fill #8252DA
    prod_soft #31264A
    toast #E7E9ED
    toast_text #1A1D24
    toast_ok #187A47
    toast_link #2350C2
""")


def tokens_of(widget: QWidget) -> Tokens:
    """The tokens in force for `widget`: those of the palette it (or an ancestor) was given."""
    return LIGHT if is_light(widget.palette()) else DARK


def is_light(palette: QPalette) -> bool:
    """Whether `palette` has dark text, as a light scheme does."""
    colour = palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.WindowText)
    return colour.lightness() < _HALF
