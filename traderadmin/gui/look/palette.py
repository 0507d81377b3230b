"""Tokens as a QPalette, so that Qt's own labels, views and menus wear the look unpainted.

Fusion needs few of the bevel roles once controls paint themselves; those carry the state
colours, so that a plain QLabel can take them with `setForegroundRole` (see `labels.Tint`).
"""

from PySide6.QtGui import QPalette

from traderadmin.gui.look.tokens import Tokens

OK_ROLE = QPalette.ColorRole.Midlight
WARN_ROLE = QPalette.ColorRole.Light
DANGER_ROLE = QPalette.ColorRole.BrightText
PROD_ROLE = QPalette.ColorRole.LinkVisited
TEXT2_ROLE = QPalette.ColorRole.PlaceholderText
ACCENT_ROLE = QPalette.ColorRole.Link
LINE_ROLE = QPalette.ColorRole.Mid


def palette_of(t: Tokens) -> QPalette:
    """The palette that stands for `t` in all colour groups."""
    role = QPalette.ColorRole
    palette = QPalette()
    for name, colour in (
        (role.Window, t.bg),
        (role.WindowText, t.text),
        (role.Base, t.surface),
        (role.AlternateBase, t.bg),
        (role.Text, t.text),
        (role.Button, t.surface),
        (role.ButtonText, t.text),
        (role.ToolTipBase, t.toast),
        (role.ToolTipText, t.toast_text),
        (role.Highlight, t.accent_fill),
        (role.HighlightedText, t.on),
        (role.Accent, t.accent),
        (role.Dark, t.edge),
        (LINE_ROLE, t.line),
        (role.Shadow, t.edge),
        (ACCENT_ROLE, t.accent_text),
        (TEXT2_ROLE, t.text2),
        (OK_ROLE, t.ok),
        (WARN_ROLE, t.warn),
        (DANGER_ROLE, t.danger),
        (PROD_ROLE, t.prod),
    ):
        palette.setColor(name, colour)
    disabled = QPalette.ColorGroup.Disabled
    for name in (role.WindowText, role.Text, role.ButtonText, TEXT2_ROLE):
        palette.setColor(disabled, name, t.off)
    palette.setColor(disabled, role.Highlight, t.sunken)
    palette.setColor(disabled, role.HighlightedText, t.off)
    return palette
