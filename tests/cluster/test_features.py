"""The operator's own features, unchanged, on the cluster (behave's stage `cluster`)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cluster.clusters import IMAGE_VARIABLE, KUBECONFIG_VARIABLE, Cluster
from tests.cluster.kubectl import Kubectl

ROOT = Path(__file__).resolve().parents[2]
_SECONDS = 200  # before the test's own limit, so that what behave said is shown


@pytest.mark.parametrize(
    ("feature", "scenarios"), [("acceptance", 5), ("configuration_reaches_behaviour", 2)]
)
def test_that_the_feature_passes(
    cluster: Cluster, trading: Kubectl, tmp_path: Path, feature: str, scenarios: int
) -> None:
    said = behave(cluster, trading.namespace, f"features/{feature}.feature", tmp_path / "said")
    assert f"\n{scenarios} scenarios passed, 0 failed, 0 skipped\n" in said


def behave(cluster: Cluster, namespace: str, feature: str, log: Path) -> str:
    """What behave said of a feature in a namespace of the cluster; it must pass."""
    kubectl = cluster.kubectl
    environment = {
        **os.environ,
        KUBECONFIG_VARIABLE: str(kubectl.kubeconfig),
        IMAGE_VARIABLE: cluster.image,
        "PYTHONUNBUFFERED": "1",  # what was said before a time-out is in the log
        "PATH": f"{kubectl.program.parent}:{os.environ['PATH']}",
    }
    stage = ("--stage", "cluster", "-D", f"namespace={namespace}")
    words = [sys.executable, "-m", "behave", *stage, feature]
    try:
        with log.open("wb") as file:
            done = subprocess.run(
                words,
                cwd=ROOT,
                env=environment,
                check=False,
                stdout=file,
                stderr=subprocess.STDOUT,
                timeout=_SECONDS,
            )
    finally:
        print(log.read_text("utf-8"))  # noqa: T201 - shown where it fails
    assert done.returncode == 0
    return log.read_text("utf-8")
