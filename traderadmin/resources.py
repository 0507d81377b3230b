"""Files that come with the program: found in an installed wheel and in a checkout alike."""

from pathlib import Path

from traderadmin.errors import NotFoundError

_PACKAGE = Path(__file__).resolve().parent
_ROOTS = (_PACKAGE / "_data", _PACKAGE.parent)
"""The wheel's copy first; a checkout has the folders beside the package."""

SCHEMA = "schemas/config.schema.json"
TEMPLATE = "resources/config.template.toml"


def resource_path(name: str) -> Path:
    """Where the file or folder `name` is ("resources/icons", "schemas/config.schema.json").

    Raises: NotFoundError when the installation lacks it.
    """
    for root in _ROOTS:
        path = root / name
        if path.exists():
            return path
    raise NotFoundError(
        "The installation is incomplete",
        f"The file {name} that comes with TraderAdmin is missing from {_PACKAGE}.",
        "Install TraderAdmin again.",
    )


def schema_bytes() -> bytes:
    """The shipped JSON schema."""
    return resource_path(SCHEMA).read_bytes()


def template_bytes() -> bytes:
    """The shipped configuration template: commented, and valid by the shipped schema."""
    return resource_path(TEMPLATE).read_bytes()
