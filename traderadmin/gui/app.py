"""The composition root of the window: with `clusters`, all that names an adapter here."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from traderadmin.clock import Clock, SystemClock
from traderadmin.gui.choice import TargetChoice
from traderadmin.targets.local.paths import LocalPaths

if TYPE_CHECKING:
    from traderadmin.gui.choice import Clusters
    from traderadmin.workflow.backend import Backend
    from traderadmin.workflow.events import ApplyEvent

NO_DISPLAY = (
    "TraderAdmin needs a display, and DISPLAY and WAYLAND_DISPLAY are not set; "
    "use the commands instead (traderadmin --help)."
)
_USAGE = 2
_PREFERENCES = "window.ini"
_PAUSE, _RESUME, _VERIFY = 30.0, 60.0, 15.0


def run(
    config_dir: Path | None = None,
    *,
    target: str = "",
    theme: str = "system",
    reduced_motion: bool = False,
) -> int:
    """Open the window and return the exit code. Raises: NotFoundError, TraderAdminError.

    Args:
        config_dir: holds everything; None for the platform's usual folders.
        target: name of the saved target to open; empty for this machine's services.
        theme: "light", "dark" or "system".
        reduced_motion: nothing moves.
    """
    if not has_display():
        sys.stderr.write(f"{NO_DISPLAY}\n")
        return _USAGE
    paths = LocalPaths.default() if config_dir is None else LocalPaths.under(config_dir)
    clock = SystemClock()

    def clusters() -> "Clusters":
        # When first asked for: nobody waits for these imports before the window is painted.
        from traderadmin.gui.clusters import KubernetesClusters  # noqa: PLC0415

        return KubernetesClusters.under(paths.config, clock)

    choices: tuple[TargetChoice, ...] = (local_choice(paths, clock),)
    if target:
        known = clusters()
        choices = (known.choice(known.saved.get(target)), *choices)

    # Qt comes last: each module imported after it has its source scanned.
    from traderadmin.gui.start import start  # noqa: PLC0415

    return start(
        choices,
        clock,
        paths.state / _PREFERENCES,
        theme,
        reduced_motion=reduced_motion,
        clusters=clusters,
    )


def has_display() -> bool:
    """Whether Qt could open a window; it would abort the program where it cannot."""
    if not sys.platform.startswith("linux"):
        return True
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in names)


def local_choice(paths: LocalPaths, clock: Clock) -> TargetChoice:
    """This machine's services, as an entry of the target menu."""

    def open_backend(emit: "Callable[[ApplyEvent], None]") -> "Backend":
        # On a worker thread, after the window is painted: these imports take long.
        from traderadmin.targets.identity import operating_system_user  # noqa: PLC0415
        from traderadmin.targets.local import LocalTarget  # noqa: PLC0415
        from traderadmin.workflow.backend import Backend  # noqa: PLC0415
        from traderadmin.workflow.timeouts import Timeouts  # noqa: PLC0415

        return Backend(
            LocalTarget(paths, clock),
            clock,
            who=operating_system_user(),
            emit=emit,
            timeouts=Timeouts(pause=_PAUSE, resume=_RESUME, verify=_VERIFY),
        )

    return TargetChoice("This machine", "local", "local", open_backend, paths.log)
