"""The look: tokens, theme, type, icons, and small widgets that paint themselves.

No style sheets: Fusion, one palette, own `paintEvent`s that look colours up when painting.
Each widget subclasses the nearest standard control, so its accessibility role comes free.
This package decides nothing and knows nothing of trading; import from its modules:

- `theme`: `Theme(app, Scheme.SYSTEM|LIGHT|DARK, reduced_motion=False)` (made once, by the
  composition root; `set_scheme`, `changed`), `may_move()`.
- `tokens`: `LIGHT`, `DARK`, `tokens_of(widget)` inside a paintEvent.
- `measures`: `px(n)`, `square(n)`, `Type.{CAPTION,CAPTION_STRONG,BODY,LABEL,STRONG,H2,H1,MONO}`,
  `font(Type)`.
- `icons`: `draw`, `draw_centred`, `pixmap`; names are the files of `resources/icons`.
- `paint`: `painter_on`, `box`, `ring`, `hairline`, `shadow`, `text`.
- `labels`: `Label(words, Type, Tint, wrap=)`, `Pill(words, Tone, icon)`, `Tag`, `Divider`,
  `draw_badge`.
- `buttons`: `Button(words, Variant.{NORMAL,PRIMARY,PRODUCTION,HALT,DANGER,GHOST}, icon,
  height=CONTROL|BAR_CONTROL)` with `set_busy`, `set_variant`, `set_icon_name`; checkable ones
  wear the accent while on; `IconButton(icon, name)`; `LinkButton(words)`.
- `fields`: `LineEdit(suffix=, trailing=, leading=)` with `set_invalid`, `trailing_clicked`;
  `SearchField(placeholder)`.
- `checks`: `CheckBox`, `Segment`, `SegmentedChoice`. `combo`: `ComboBox` with descriptions.
- `choices`: `ChoicePopup(parent, [Choice(words, description, icon)], current).open_under(button)`,
  `chosen`: a menu in the look.
- `surfaces`: `Surface(window=)`, `Card().body`, `ScrollArea(content)`, `use_slim_bars(view)`,
  `Popup(parent).open_below(anchor)`.
- `status`: `StatusDot(Dot)`, `draw_dot`, `Spinner`, `ProgressLine`, `StepMarker(number, Step)`.
- `notices`: `Banner(Tone, title, lines, services, actions)`, `Notice(Tone, words)`,
  `announce(widget, words)`. `toast`: `Toast(host, words, action=, on_action=, above=)`, then
  `pop_up()`.
- `bars`: `TabButton`, `TargetButton`, `SessionChip.show_state(Tone, icon, title, detail)`,
  `SidebarItem`.
"""
