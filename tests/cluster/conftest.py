"""A real cluster for the session, and the project's manifests in a namespace for each module."""

import os
from collections.abc import Iterator

import pytest

from tests.cluster.clusters import KUBECONFIG_VARIABLE, Cluster, running_cluster
from tests.cluster.deploying import deployed
from tests.cluster.kubectl import Kubectl
from tests.cluster.node.cluster import Prepared

if os.environ.get(KUBECONFIG_VARIABLE):
    collect_ignore = ["test_node.py"]  # about a node that is not used then


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The cluster; where none can be had, every test that asks for it fails and says why."""
    with running_cluster() as running:
        yield running


@pytest.fixture(scope="session")
def prepared() -> Prepared:
    """What a node is started from; asked for early, while HOME and its cache are the user's."""
    return Prepared.make()


@pytest.fixture(scope="module")
def trading(cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[Kubectl]:
    """Give kubectl in a namespace of the module's own, in which keeper and services are ready."""
    stem = request.module.__name__.rpartition(".")[2].removeprefix("test_")
    with deployed(cluster, stem) as kubectl:
        yield kubectl
