"""TraderAdmin's entry in the desktop's menu: written for this user, and removed again."""

import shutil
import sys
from pathlib import Path

from platformdirs import user_data_path

from traderadmin.errors import RefusedError, TraderAdminError
from traderadmin.resources import resource_path

PROGRAM = "traderadmin"
_RESERVED = " \t\n\"'\\><~|&;$*?#()`"
"""What the Desktop Entry Specification wants quoted in an argument of Exec."""


def install_launcher() -> tuple[Path, ...]:
    """Write the desktop entry and the icon into this user's data folder; the files written.

    Raises:
        RefusedError: this system has no desktop entries, or TraderAdmin is not installed.
        TraderAdminError: a file could not be written.
    """
    program = _program()
    entry, icon = _places()
    text = resource_path(f"resources/desktop/{PROGRAM}.desktop").read_text("utf-8")
    _write(entry, text.replace("@EXEC@", _quoted(str(program))).encode())
    _write(icon, resource_path(f"resources/icons/{PROGRAM}.svg").read_bytes())
    return entry, icon


def remove_launcher() -> tuple[Path, ...]:
    """Remove what `install_launcher` wrote; the files removed, none where there was nothing.

    Raises:
        RefusedError: this system has no desktop entries.
        TraderAdminError: a file could not be removed.
    """
    removed = []
    for path in _places():
        try:
            path.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise TraderAdminError(
                "Failed to remove the launcher",
                f"{path} could not be removed: {error.strerror}.",
                "Remove it yourself, or correct its permissions and try again.",
            ) from error
        removed.append(path)
    return tuple(removed)


def _places() -> tuple[Path, Path]:
    if sys.platform in {"win32", "darwin"}:
        raise RefusedError(
            "No launcher was installed",
            "Desktop entries are for Linux and the BSDs; this system has none.",
            f"Start TraderAdmin with the command {PROGRAM}.",
        )
    data = user_data_path()
    return (
        data / "applications" / f"{PROGRAM}.desktop",
        data / "icons" / "hicolor" / "scalable" / "apps" / f"{PROGRAM}.svg",
    )


def _program() -> Path:
    """The installed script: the one of this interpreter's environment, else the one on PATH."""
    beside = Path(sys.executable).parent / PROGRAM
    if beside.is_file():
        return beside.absolute()
    found = shutil.which(PROGRAM)
    if found:
        return Path(found).absolute()
    raise RefusedError(
        "No launcher was installed",
        f"The command {PROGRAM} was found neither beside {sys.executable} nor on PATH.",
        "Install TraderAdmin first, for example with pipx.",
    )


def _quoted(argument: str) -> str:
    """An argument of Exec; backslashes count twice, once for the string and once for the quotes."""
    argument = argument.replace("%", "%%")
    if not any(character in argument for character in _RESERVED):
        return argument
    inner = "".join(f"\\{char}" if char in '"`$\\' else char for char in argument)
    return f'"{inner}"'.replace("\\", "\\\\")


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise TraderAdminError(
            "Failed to install the launcher",
            f"{path} could not be written: {error.strerror}.",
            "Correct the folder's permissions and try again.",
        ) from error
