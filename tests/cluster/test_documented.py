"""The commands of docs/kubernetes.md, followed to the letter on a real cluster."""

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.clusters import Cluster
from tests.cluster.deploying import KEEPER, ROOT, SERVICES, remove_namespace
from tests.cluster.documented import block, filled_in, own_image
from tests.cluster.foreign import COUNTS, FILE, OLD, SCHEMA, foreign, keeper_folder
from tests.cluster.kubectl import Kubectl


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[Kubectl]:
    """Give kubectl in a namespace that is not there yet."""
    kubectl = cluster.kubectl.within(f"documented-{secrets.token_hex(3)}")
    yield kubectl
    remove_namespace(cluster, kubectl.namespace)


def follow(kubectl: Kubectl, script: str, folder: Path) -> str:
    """What the commands print, in a shell that stops at the first that fails."""
    programs = (kubectl.program.parent, Path(sys.executable).parent, os.environ["PATH"])
    variables = os.environ | {
        "PATH": os.pathsep.join(map(str, programs)),
        "KUBECONFIG": str(kubectl.kubeconfig),
        "XDG_CONFIG_HOME": str(folder / "settings"),
    }
    done = subprocess.run(
        ["/bin/sh", "-euc", script],
        cwd=folder,
        env=variables,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_that_four_commands_bring_everything_up(
    cluster: Cluster, empty: Kubectl, tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "k8s", tmp_path / "k8s")
    name = {"trading": empty.namespace}
    mine = filled_in(block("yaml", "resources: [base]"), own_image(cluster.image) | name)
    (tmp_path / "k8s" / "kustomization.yaml").write_text(mine)
    build, *commands = block("sh", "kubectl apply -k k8s &&").splitlines(keepends=True)
    assert build.startswith("docker build")  # the cluster has the image already
    said = follow(empty, filled_in("".join(commands), name), tmp_path)
    assert "Read-only so far: nothing was changed." in said
    for each in SERVICES:
        empty.wait_ready(each, 120)
    assert empty.get("statefulset", KEEPER)["status"]["readyReplicas"] == 1


def test_that_it_comes_to_somebody_elses_programs_and_goes_again(
    cluster: Cluster, tmp_path: Path
) -> None:
    with foreign(cluster) as kubectl:
        keeper_folder(cluster, kubectl.namespace, tmp_path / "keeper")
        (tmp_path / "bot.schema.json").write_text(json.dumps(SCHEMA))
        context = kubectl.run("config", "current-context").strip()
        own = {"--context prod": f"--context {context}", "--namespace trading": _at(kubectl)}
        said = follow(kubectl, filled_in(block("sh", "--claim bot-settings"), own), tmp_path)
        assert "Read-only so far: nothing was changed." in said
        assert kubectl.read(f"/data/{FILE}") == OLD

        leave = filled_in(block("sh", "targets remove"), {"-n trading": _at(kubectl)})
        follow(kubectl, leave, tmp_path)
        kinds = "statefulset,lease,role,rolebinding,serviceaccount"
        left = kubectl.json("get", kinds)["items"]
        assert [each for each in left if "traderadmin" in each["metadata"]["name"]] == []
        for name in ("pricer-v2", "order-router"):
            kubectl.run("rollout", "restart", f"deployment/{name}")
            kubectl.wait_ready(name, 120)
            assert kubectl.replicas(name) == COUNTS[name]


def _at(kubectl: Kubectl) -> str:
    return f"--namespace {kubectl.namespace}"
