"""Finds the files of `schemas/` and `resources/`, in a checkout and in an installed wheel."""

from pathlib import Path

from traderadmin.errors import NotFoundError

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_data"


def _path(kind: str, parts: tuple[str, ...]) -> Path:
    root = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent
    path = root.joinpath(kind, *parts)
    if not path.exists():
        raise NotFoundError(
            "TraderAdmin is not completely installed",
            f"The file {path} belongs to TraderAdmin and is not there.",
            "Install TraderAdmin again.",
        )
    return path


def resource_path(*parts: str) -> Path:
    """Where a file or folder of `resources/` is: `resource_path("icons", "halt.svg")`.

    Raises:
        NotFoundError: it is not there; the installation is damaged.
    """
    return _path("resources", parts)


def schema_path(name: str = "config.schema.json") -> Path:
    """Where a file of `schemas/` is. Raises: NotFoundError as `resource_path`."""
    return _path("schemas", (name,))


def resource_bytes(*parts: str) -> bytes:
    """The content of a file of `resources/`. Raises: NotFoundError as `resource_path`."""
    return resource_path(*parts).read_bytes()


def schema_bytes(name: str = "config.schema.json") -> bytes:
    """The content of a file of `schemas/`. Raises: NotFoundError as `resource_path`."""
    return schema_path(name).read_bytes()
