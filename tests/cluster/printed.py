"""Commands that TraderAdmin prints, run as an operator would who copies them."""

import os
import subprocess

from tests.cluster.deploying import ROOT
from tests.cluster.scene import Scene


def run_as_printed(at: Scene, command: str) -> None:
    """In a shell in the checkout; kubectl's context is this cluster and another namespace."""
    folder = at.kubectl.program.parent
    kubeconfig = at.kubectl.kubeconfig
    env = {
        "PATH": f"{folder}:{os.environ['PATH']}",
        "KUBECONFIG": str(kubeconfig),
        "HOME": str(kubeconfig.parent),  # where kubectl puts its cache
    }
    words = ["/bin/sh", "-c", command]
    subprocess.run(words, check=True, cwd=ROOT, env=env, capture_output=True, timeout=60)
