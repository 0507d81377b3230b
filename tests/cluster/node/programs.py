"""Kubernetes' own programs, built from the pinned modules of `go/go.mod`."""

import re
from pathlib import Path

from tests.cluster.node.cache import digest_files, made_once
from tests.cluster.node.commands import find, run
from traderadmin.errors import TraderAdminError

SOURCE = Path(__file__).resolve().parent / "go"


def kubernetes_version() -> str:
    """The pinned version, as `v1.34.4`."""
    text = (SOURCE / "go.mod").read_text("utf-8")
    found = re.search(r"^(?:require)?\s*k8s\.io/kubernetes (v\S+)", text, re.MULTILINE)
    if found is None:
        message = "go.mod requires no version of Kubernetes."
        raise TraderAdminError("Cluster not available", message)
    return found[1]


def build_programs() -> Path:
    """The folder with kube-apiserver, kubelet, kubectl and the others. Raises: TraderAdminError."""
    key = digest_files(SOURCE, [path for path in SOURCE.rglob("*") if path.is_file()])
    return made_once("programs", f"{kubernetes_version()}-{key}", _build)


def _build(folder: Path) -> None:
    if find("go") is None:
        message = "Kubernetes is built with Go, and there is no `go` on this machine."
        hint = "Install Go 1.24 or later, or name a cluster with TRADERADMIN_TEST_KUBECONFIG."
        raise TraderAdminError("Cluster not available", message, hint)
    version = kubernetes_version()
    print(f"Building Kubernetes {version} (6 minutes at first) …", flush=True)
    major, minor = version.removeprefix("v").split(".")[:2]
    names = {
        "k8s.io/component-base/version.gitVersion": version,
        "k8s.io/component-base/version.gitMajor": major,
        "k8s.io/component-base/version.gitMinor": minor,
        "k8s.io/client-go/pkg/version.gitVersion": version,
    }
    stamps = " ".join(f"-X {name}={value}" for name, value in names.items())
    env = {"GOBIN": str(folder), "CGO_ENABLED": "0", "GOFLAGS": "", "GOWORK": "off"}
    options = ("-trimpath", "-buildvcs=false", "-ldflags", f"-s -w {stamps}")
    # The version of Go is pinned too: a toolchain is never fetched.
    env["GOTOOLCHAIN"] = "local"
    run("go", "install", *options, "tool", env=env, cwd=SOURCE)
    run("go", "install", *options, "./pause", env=env, cwd=SOURCE)
