"""Kubeconfigs of one context, and login plugins that misbehave."""

import sys
from pathlib import Path
from typing import Any

import yaml

Json = dict[str, Any]
NOBODY = "https://127.0.0.1:1"


def write_kubeconfig(folder: Path, user: Json, *, server: Json | None = None) -> Path:
    """A kubeconfig whose only context is `one`.

    Args:
        folder: where it is put.
        user: the entry of its user.
        server: merged into the cluster's entry, which leads nowhere.
    """
    written = folder / "kubeconfig"
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "one",
        "clusters": [{"name": "one", "cluster": {"server": NOBODY, **(server or {})}}],
        "users": [{"name": "one", "user": user}],
        "contexts": [{"name": "one", "context": {"cluster": "one", "user": "one"}}],
    }
    written.write_text(yaml.safe_dump(content))
    return written


def signing_in_with(program: str, *arguments: str, mode: str = "Never") -> Json:
    """A user whose login plugin is a Python program."""
    plugin = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": sys.executable,
        "args": ["-c", program, *arguments],
        "interactiveMode": mode,
    }
    return {"exec": plugin}
