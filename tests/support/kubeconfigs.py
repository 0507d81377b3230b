"""Kubeconfigs of one context, and login plugins that misbehave."""

import sys
from pathlib import Path
from typing import Any

import yaml

Json = dict[str, Any]
NOBODY = "https://127.0.0.1:1"
STARTED = """
import os, pathlib, sys
with pathlib.Path(sys.argv[1]).open("a") as log:
    log.write(f"{os.getpid()}\\n")
"""
HANGS = f"{STARTED}\nimport signal\nsignal.pause()"
FAILS = f"{STARTED}\nsys.exit('your session ended')"
GIVES = f"""{STARTED}
import json
token = sys.argv[1 + len(pathlib.Path(sys.argv[1]).read_text().split())]
kind = {{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential"}}
print(json.dumps({{**kind, "status": {{"token": token}}}}) if token else sys.exit("not yet"))
"""
"""Login plugins that leave their process id in the file named `started`.

The last one gives one token of its further arguments after the other; an empty one is a failure.
"""


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


def started(folder: Path) -> list[int]:
    """The process ids of all plugins that were run."""
    log = folder / "started"
    return [int(line) for line in log.read_text().split()] if log.exists() else []
