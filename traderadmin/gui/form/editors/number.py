"""Integers and decimals of any size, shown as they are and read without a locale."""

import re
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import QEvent, QLocale, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHoverEvent, QPaintEvent, QPalette, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QStyle, QStyleOptionSpinBox, QWidget
from typing_extensions import override

from traderadmin.config.fields import MISSING, Field, Kind
from traderadmin.config.values import UNSET
from traderadmin.gui.form.editors.base import Editor
from traderadmin.gui.form.words import plain
from traderadmin.gui.look import icons
from traderadmin.gui.look.fields import draw_field
from traderadmin.gui.look.keys import is_undo
from traderadmin.gui.look.measures import CONTROL, Type, font, px
from traderadmin.gui.look.paint import box, painter_on, text
from traderadmin.gui.look.tokens import tokens_of

_INTEGER: Final = re.compile(r"[+-]?[0-9]+", re.ASCII)
_DECIMAL: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?", re.ASCII)
_ARROWS: Final = 20
_USUAL: Final = 160
_LONGEST: Final = 4000
"""Digits beyond which Python refuses to read an integer."""


class NumberBox(QAbstractSpinBox):
    """A spin box over text: it has no range of its own and never rewrites what it shows."""

    typed = Signal(str)
    """A person changed the text, by keys, arrows or wheel."""

    def __init__(self, *, decimal: bool, unit: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._decimal = decimal
        self._unit = unit
        self._invalid = False
        self.least: Decimal | None = None
        self.most: Decimal | None = None
        self.step: Decimal | None = None
        self.start = Decimal(0)
        self.setLocale(QLocale.c())
        self.setFrame(False)
        self.setFixedHeight(px(CONTROL))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCorrectionMode(QAbstractSpinBox.CorrectionMode.CorrectToPreviousValue)
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        line = self.lineEdit()
        line.setPalette(palette)
        line.setTextMargins(px(8), 0, self._unit_width(), 0)
        line.textEdited.connect(self.typed)

    def set_invalid(self, *, invalid: bool) -> None:
        """Show or end the danger edge and the icon in the field."""
        if invalid != self._invalid:
            self._invalid = invalid
            room = self._unit_width() + (px(20) if invalid else 0)
            self.lineEdit().setTextMargins(px(8), 0, room, 0)
            self.update()

    def number(self) -> Decimal | None:
        """The number shown; None when the text is none."""
        words = self.text().strip()
        pattern = _DECIMAL if self._decimal else _INTEGER
        return Decimal(words) if pattern.fullmatch(words) else None

    @override
    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        return QValidator.State.Acceptable, text, position

    @override
    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        flags = QAbstractSpinBox.StepEnabledFlag.StepNone
        if self.isReadOnly():
            return flags
        number = self.number()
        if number is None:
            empty = not self.text()
            both = QAbstractSpinBox.StepEnabledFlag
            return both.StepUpEnabled | both.StepDownEnabled if empty else flags
        if self.most is None or number < self.most:
            flags |= QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
        if self.least is None or number > self.least:
            flags |= QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        return flags

    @override
    def stepBy(self, steps: int) -> None:
        number = self.number()
        if number is None:
            if self.text():
                return
            stepped = self.start
        else:
            stepped = number + steps * self._step_of(number)
        if self.least is not None:
            stepped = max(stepped, self.least)
        if self.most is not None:
            stepped = min(stepped, self.most)
        words = f"{stepped:f}"
        if words != self.text():
            self.lineEdit().setText(words)
            self.typed.emit(words)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    @override
    def sizeHint(self) -> QSize:
        return QSize(px(132), px(CONTROL))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(px(72), px(CONTROL))

    @override
    def event(self, event: QEvent) -> bool:
        if is_undo(event):
            event.ignore()
            return False
        done = super().event(event)
        if isinstance(event, QHoverEvent):
            self.update()
        return done

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        rect = QRectF(self.rect())
        draw_field(painter, rect, t, self, invalid=self._invalid)
        front = t.text2 if self.isEnabled() else t.off
        able = QAbstractSpinBox.StepEnabledFlag
        steps = self.stepEnabled()
        for name, flag, off in (
            ("chevron-up", able.StepUpEnabled, -px(5)),
            ("chevron-down", able.StepDownEnabled, px(5)),
        ):
            at = QRectF(rect.right() - px(_ARROWS), rect.center().y() + off - px(5), px(16), px(10))
            live = self.isEnabled() and bool(steps & flag)
            if live and self.underMouse() and self._is_over(name):
                box(painter, at, px(3), t.hover)
            icons.draw_centred(painter, name, at, front if live else t.line, px(10))
        right = rect.right() - px(_ARROWS + 4)
        if self._unit:
            small = font(Type.CAPTION)
            width = QFontMetricsF(small).horizontalAdvance(self._unit)
            at = QRectF(right - width, 0, width, rect.height())
            text(painter, at, self._unit, front, small)
            right -= width + px(6)
        if self._invalid:
            at = QRectF(right - px(16), 0, px(16), rect.height())
            icons.draw_centred(painter, "alert-circle", at, t.danger)
        painter.end()

    def _is_over(self, arrow: str) -> bool:
        option = QStyleOptionSpinBox()
        self.initStyleOption(option)
        control = QStyle.SubControl
        part = control.SC_SpinBoxUp if arrow == "chevron-up" else control.SC_SpinBoxDown
        hit = self.style().subControlRect(QStyle.ComplexControl.CC_SpinBox, option, part, self)
        return hit.contains(self.mapFromGlobal(self.cursor().pos()))

    def _unit_width(self) -> int:
        if not self._unit:
            return 0
        return round(QFontMetricsF(font(Type.CAPTION)).horizontalAdvance(self._unit)) + px(6)

    def _step_of(self, number: Decimal) -> Decimal:
        if self.step is not None:
            return self.step
        exponent = number.as_tuple().exponent
        return (
            Decimal(1).scaleb(exponent)
            if isinstance(exponent, int) and exponent < 0
            else (Decimal(1))
        )


class NumberEditor(Editor):
    """An integer or a decimal. What cannot be read as one is kept as text, and is a problem."""

    can_show_default = True

    def __init__(self, field: Field) -> None:
        self._decimal = field.kind is Kind.NUMBER
        unit = str(field.hints.get("unit", ""))
        self._box = NumberBox(decimal=self._decimal, unit=unit)
        super().__init__(field, self._box)
        self._value: Any = UNSET
        self._box.least = _decimal(field.minimum)
        self._box.most = _decimal(field.maximum)
        self._box.step = _decimal(field.multiple_of) if not self._decimal else None
        if field.default is not MISSING and field.kind in {Kind.INTEGER, Kind.NUMBER}:
            self._box.start = _decimal(field.default) or Decimal(0)
            self._box.lineEdit().setPlaceholderText(plain(field.default))
        elif self._box.least is not None:
            self._box.start = self._box.least
        self._box.setFixedWidth(px(_width(field, unit)))
        self._box.typed.connect(self._typed)
        self._box.editingFinished.connect(self.finished)

    @override
    def show_value(self, value: Any) -> None:
        self._value = value
        if self._read(self._box.text()) != value or type(self._read(self._box.text())) is not type(
            value
        ):
            self._box.lineEdit().setText(plain(value))

    @override
    def fits(self, value: Any) -> bool:
        return value is UNSET or isinstance(value, int | float | str)

    def _typed(self, words: str) -> None:
        self._value = self._read(words)
        self.edited.emit(self._value)

    def _read(self, words: str) -> Any:
        words = words.strip()
        if not words:
            return "" if self.field.required else UNSET
        if _INTEGER.fullmatch(words) and len(words) < _LONGEST:
            keep_float = self._decimal and isinstance(self._float_hint(), float)
            return float(words) if keep_float else int(words)
        if self._decimal and _DECIMAL.fullmatch(words):
            return float(words)
        return words

    def _float_hint(self) -> Any:
        """A value whose type says how this file writes whole numbers here."""
        return self._value if isinstance(self._value, int | float) else self.field.default


def _decimal(number: float | None) -> Decimal | None:
    return Decimal(str(number)) if isinstance(number, int | float) else None


def _width(field: Field, unit: str) -> int:
    bounds = [plain(bound) for bound in (field.minimum, field.maximum) if bound is not None]
    digits = max([len(bound) for bound in bounds] + [6])
    return max(_USUAL, 8 * digits + 7 * len(unit) + 60)
