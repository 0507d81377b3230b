"""The entry point of `traderadmin`: the window, or a command on the terminal.

Opening the window is the common start and must be quick, so it does not even load the parser.
"""

import importlib
import sys
from dataclasses import dataclass
from typing import NoReturn

from traderadmin.cli import streams

WINDOW_OPTIONS = ("--config-dir", "--target", "--theme")


@dataclass(frozen=True, slots=True)
class WindowOptions:
    """What the window is opened with; None where the command line does not say."""

    config_dir: str | None = None
    target: str | None = None
    theme: str | None = None


def main() -> NoReturn:
    """Run the program with the arguments it was started with, and exit."""
    streams.occupy()
    arguments = sys.argv[1:]
    options = window_options(arguments)
    if options is not None:
        window = importlib.import_module("traderadmin.cli.window")
        sys.exit(window.guarded(options))
    root = importlib.import_module("traderadmin.cli.root")
    root.root.main(arguments, prog_name="traderadmin")
    raise AssertionError  # pragma: no cover - the line above exits


def window_options(arguments: list[str]) -> WindowOptions | None:
    """The options of a plain call for the window; None when the parser should look at it."""
    found: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if name not in WINDOW_OPTIONS or name in found:
            return None
        if not equals:
            if not rest or rest[0].startswith("-"):
                return None
            value = rest.pop(0)
        if not value:
            return None
        found[name] = value
    theme = found.get("--theme")
    if theme not in {None, "system", "light", "dark"}:
        return None
    return WindowOptions(found.get("--config-dir"), found.get("--target"), theme)
