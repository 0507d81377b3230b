"""The local target: services as processes of this machine, configuration in a folder.

`LocalTarget` is the adapter, `LocalPaths` says where it keeps things, `ServiceSpec` what it runs.
"""

from typing import TYPE_CHECKING, Any

from traderadmin.targets.local.paths import LocalPaths
from traderadmin.targets.local.specs import DEFAULT_SPECS, ServiceSpec

if TYPE_CHECKING:
    from traderadmin.targets.local.target import LocalTarget

__all__ = ["DEFAULT_SPECS", "LocalPaths", "LocalTarget", "ServiceSpec"]


def __getattr__(name: str) -> Any:
    """Import the adapter when it is asked for: a window's paths are wanted long before."""
    if name == "LocalTarget":
        from traderadmin.targets.local.target import LocalTarget  # noqa: PLC0415 - see above

        return LocalTarget
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
