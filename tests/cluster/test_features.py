"""The operator's own features, unchanged, on the cluster (behave's stage `cluster`)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cluster.clusters import IMAGE_VARIABLE, KUBECONFIG_VARIABLE, Cluster
from tests.cluster.kubectl import Kubectl

ROOT = Path(__file__).resolve().parents[2]
_SECONDS = 220  # before the test's own limit, so that what behave said is shown


@pytest.mark.parametrize(
    ("feature", "scenarios"), [("acceptance", 5), ("configuration_reaches_behaviour", 2)]
)
def test_that_the_feature_passes(
    cluster: Cluster, trading: Kubectl, feature: str, scenarios: int
) -> None:
    said = behave(cluster, trading.namespace, f"features/{feature}.feature")
    assert f"\n{scenarios} scenarios passed, 0 failed, 0 skipped\n" in said


def behave(cluster: Cluster, namespace: str, *arguments: str) -> str:
    """What behave said of features in a namespace of the cluster; all must pass."""
    kubectl = cluster.kubectl
    environment = {
        **os.environ,
        KUBECONFIG_VARIABLE: str(kubectl.kubeconfig),
        IMAGE_VARIABLE: cluster.image,
        "PATH": f"{kubectl.program.parent}:{os.environ['PATH']}",
    }
    stage = ("--stage", "cluster", "-D", f"namespace={namespace}")
    done = subprocess.run(
        [sys.executable, "-m", "behave", *stage, *arguments],
        cwd=ROOT,
        env=environment,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_SECONDS,
    )
    print(done.stdout)  # noqa: T201 - shown where it fails
    assert done.returncode == 0
    return done.stdout
