"""A real cluster for the session, and the project's manifests in a namespace for each module."""

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.cluster.clusters import (
    KUBECONFIG_VARIABLE,
    Cluster,
    running_cluster,
    shared_with_workers,
)
from tests.cluster.deploying import deployed
from tests.cluster.kubectl import Kubectl
from tests.cluster.node.cluster import Prepared

if os.environ.get(KUBECONFIG_VARIABLE):
    collect_ignore = ["test_node.py"]  # about a node that is not used then


_for_workers = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Start one cluster for all workers of pytest-xdist, before there are any."""
    is_worker = hasattr(config, "workerinput")
    if config.getoption("numprocesses", default=None) and not is_worker:
        _for_workers.enter_context(shared_with_workers())


def pytest_unconfigure() -> None:
    """End it when all workers have ended."""
    _for_workers.close()


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
