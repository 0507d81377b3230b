"""`python -m tests.cluster`: a cluster for developers that stays until it is told to go."""

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from tests.cluster.clusters import KUBECONFIG_VARIABLE
from tests.cluster.node.cache import cache_folder
from tests.cluster.node.cluster import OwnNode, Prepared, load_image
from tests.cluster.node.images import build_image
from tests.cluster.node.layout import Layout
from tests.cluster.node.programs import kubernetes_version
from traderadmin.clock import SystemClock
from traderadmin.errors import RefusedError, TraderAdminError

_END_SECONDS = 60.0


def _record() -> Path:
    return cache_folder() / "kept.json"


def _kept() -> tuple[int, Layout] | None:
    """The kept node's supervisor and folder; None when it runs no more."""
    try:
        kept = json.loads(_record().read_text("utf-8"))
    except FileNotFoundError:
        return None
    node = Layout(Path(kept["folder"]))
    if not node.kubeconfig.exists():
        return None
    return int(kept["supervisor"]), node


def prepare() -> None:
    """Install and build all that tests need, so that they do not wait for it in silence."""
    if foreign := os.environ.get(KUBECONFIG_VARIABLE):
        print(f"Using the cluster of {foreign}.", flush=True)
        return
    Prepared.make()
    image, _ = build_image()
    print(f"A node of one's own, Kubernetes {kubernetes_version()}, image {image}.", flush=True)


def up() -> None:
    """Start a node that stays."""
    prepared = Prepared.make()
    kept = _kept()
    if kept is None:
        node = OwnNode(prepared, keep=True)
        _record().write_text(json.dumps({"supervisor": node.pid, "folder": str(node.layout.root)}))
        kept = node.pid, node.layout
    print(f"export KUBECONFIG={kept[1].kubeconfig}")
    print(f"alias kubectl={prepared.programs / 'kubectl'}")


def image() -> None:
    """Build the project's image as the checkout is, and load it into the node that stays."""
    kept = _kept()
    if kept is None:
        raise RefusedError("No cluster", "No cluster was kept.", "python -m tests.cluster up")
    tag, archive = build_image()
    load_image(kept[1], archive)
    print(tag)


def down() -> None:
    """End the node that stays, and wait until it is gone."""
    kept = _kept()
    if kept is None:
        print("No cluster was kept.")
        return
    supervisor, node = kept
    os.kill(supervisor, signal.SIGTERM)
    clock = SystemClock()
    deadline = clock.monotonic() + _END_SECONDS
    while node.root.exists():
        if clock.monotonic() > deadline:
            message = f"{node.root} is still there after {_END_SECONDS:g} s."
            raise TraderAdminError("The cluster did not end", message)
        clock.wait(threading.Event(), 0.1)
    _record().unlink()


_COMMANDS = {"prepare": prepare, "up": up, "image": image, "down": down}


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit code."""
    parser = argparse.ArgumentParser("python -m tests.cluster", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, command in _COMMANDS.items():
        told = commands.add_parser(name, help=command.__doc__)
        told.set_defaults(run=command)
    try:
        parser.parse_args(arguments).run()
    except TraderAdminError as error:
        print(f"{error.title}. {error.message} {error.hint}".rstrip(), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
