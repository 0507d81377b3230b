"""Debian's packages that the node needs: installed by root where apt is, else named."""

import os
import shutil
import tempfile
from pathlib import Path

from tests.cluster.node.commands import find, run
from traderadmin.errors import TraderAdminError

PROGRAMS = {
    "etcd": "etcd-server",
    "containerd": "containerd",
    "runc": "runc",
    "buildah": "buildah",
    "debootstrap": "debootstrap",
    "iptables": "iptables",
    "nft": "nftables",
    "conntrack": "conntrack",
    "ip": "iproute2",
    "openssl": "openssl",
    "unshare": "util-linux",
}
"""Programs, and the package each comes in."""
CNI_PLUGINS = Path("/usr/lib/cni")
_CNI_PACKAGE = "containernetworking-plugins"
_TITLE = "Cluster not available"


def missing_packages() -> list[str]:
    """Packages of which something is not on this machine."""
    missing = [package for program, package in PROGRAMS.items() if find(program) is None]
    if not (CNI_PLUGINS / "ptp").exists():
        missing.append(_CNI_PACKAGE)
    return missing


def install_packages() -> None:
    """Install what is missing. Raises: TraderAdminError where that is not possible."""
    if os.geteuid() != 0:
        message = "A node of one's own needs root, and this is another user."
        hint = "Name a cluster with TRADERADMIN_TEST_KUBECONFIG, or run this as root."
        raise TraderAdminError(_TITLE, message, hint)
    missing = missing_packages()
    if not missing:
        return
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        message = f"Missing on this machine: {', '.join(missing)} (Debian's names)."
        hint = "Install them, or name a cluster with TRADERADMIN_TEST_KUBECONFIG."
        raise TraderAdminError(_TITLE, message, hint)
    print(f"Installing with apt: {' '.join(missing)}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        policy = Path(folder) / "policy-rc.d"
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)
        # The daemons in these packages must not start as services of this machine.
        env = {"DEBIAN_FRONTEND": "noninteractive", "POLICYRCD": str(policy)}
        run("apt-get", "-qq", "update", env=env)
        quiet = ("-qq", "-o", "Dpkg::Use-Pty=0")
        run("apt-get", *quiet, "install", "-y", "--no-install-recommends", *missing, env=env)
    if missing := missing_packages():
        message = f"Still missing after apt installed them: {', '.join(missing)}."
        raise TraderAdminError(_TITLE, message)
