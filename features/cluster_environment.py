"""The stage `cluster`: the same features with the services in a namespace of a real cluster.

`behave --stage cluster -D namespace=NAME` uses a namespace where they run already; without it
they are deployed into a new one. The cluster is found as in tests/cluster.
"""

from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from behave.model import Scenario
from behave.runner import Context

from features.cluster_steps.clocked import PodOrchestrators
from features.cluster_steps.places import ClusterServices
from features.environment import own_folders
from tests.cluster.clusters import running_cluster
from tests.cluster.deploying import deployed
from tests.cluster.operators import operator_target
from tests.cluster.seen import Seen
from tests.support.window_driver import Operator
from traderadmin.clock import SystemClock
from traderadmin.gui.clusters import KubernetesClusters


def before_all(context: Context) -> None:
    """Find the cluster, and the operator's way to the namespace."""
    context.stack = ExitStack()
    context.add_cleanup(context.stack.close)
    cluster = context.stack.enter_context(running_cluster())
    namespace = context.config.userdata.get("namespace")
    if namespace:
        context.kubectl = cluster.kubectl.within(namespace)
    else:
        context.kubectl = context.stack.enter_context(deployed(cluster, "acceptance"))
    folder = Path(context.stack.enter_context(TemporaryDirectory(prefix="traderadmin-")))
    target = operator_target(cluster, context.kubectl.namespace, folder / "operator.json")
    context.choice = KubernetesClusters.under(folder, SystemClock()).choice(target)


def before_scenario(context: Context, _scenario: Scenario) -> None:
    """A window of the scenario's own on the namespace that all share."""
    own_folders(context)
    context.services = ClusterServices(Seen(context.kubectl))
    context.orchestrators = PodOrchestrators(context.kubectl)
    context.operator = Operator(context.choice, context.root / "window.ini")
    context.add_cleanup(context.operator.end)
