"""Opening the window; nothing else of the command line loads Qt."""

from pathlib import Path

from traderadmin.cli import failures
from traderadmin.cli.main import WindowOptions
from traderadmin.errors import TraderAdminError
from traderadmin.gui.app import run


def open_window(config_dir: Path | None, target: str, theme: str | None) -> int:
    """Open the window and wait until it is closed; the exit code. Raises: TraderAdminError."""
    return run(config_dir, target=target, theme=theme or "system")


def guarded(options: WindowOptions) -> int:
    """Open the window from the quick start, where no parser stands around it."""
    folder = Path(options.config_dir) if options.config_dir else None
    try:
        return open_window(folder, options.target or "", options.theme)
    except TraderAdminError as error:
        return failures.report(error)
    except Exception as error:  # noqa: BLE001 - the outermost frame: said, logged, exit code
        return failures.unexpected(error)
