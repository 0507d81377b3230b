"""The settings page: sections at the left, the form, a preview or the apply panel at the right.

`page.SettingsPage` is what the window uses. It edits a `ConfigModel` and decides nothing else:
what a person wants of an unreadable file or of a conflict leaves as a signal.
"""
