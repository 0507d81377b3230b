"""The local target: services as processes of this machine, configuration in a folder.

`LocalTarget` is the adapter, `LocalPaths` says where it keeps things, `ServiceSpec` what it runs.
"""

from traderadmin.targets.local.paths import LocalPaths
from traderadmin.targets.local.specs import DEFAULT_SPECS, ServiceSpec
from traderadmin.targets.local.target import LocalTarget

__all__ = ["DEFAULT_SPECS", "LocalPaths", "LocalTarget", "ServiceSpec"]
