"""The link between this machine and a node's network: one interface here, its peer there."""

import json
from pathlib import Path

from tests.cluster.node.commands import run
from traderadmin.errors import TraderAdminError

_NAME = "tanode"
_NETWORK = "198.18"
"""A range that is kept for testing networks, so nobody's real addresses are hidden."""
_MOST = 250


def add_link(pid: int) -> tuple[str, str, str]:
    """Link the network namespace of `pid`: the interface's name, our address, the node's."""
    for number in range(_MOST):
        name = f"{_NAME}{number}"
        if (Path("/sys/class/net") / name).exists():
            continue
        peer = ("peer", "name", "eth0", "netns", str(pid))
        try:
            run("ip", "link", "add", name, "type", "veth", *peer)
        except TraderAdminError:
            if (Path("/sys/class/net") / name).exists():
                continue  # another start was quicker
            raise
        host, node = f"{_NETWORK}.{number}.1", f"{_NETWORK}.{number}.2"
        run("ip", "address", "add", f"{host}/30", "dev", name)
        run("ip", "link", "set", name, "up")
        return name, host, node
    message = f"There are {_MOST} interfaces named {_NAME}… already."
    raise TraderAdminError("The cluster did not start", message)


def link_of(server: str) -> str:
    """The name of the link over which a node's API server (its URL) is reached."""
    return f"{_NAME}{server.partition(f'{_NETWORK}.')[2].partition('.')[0]}"


def remove_link(name: str) -> bool:
    """Remove what the end of the namespace did not; whether it is gone."""
    there = [link["ifname"] for link in json.loads(run("ip", "-json", "link", "show"))]
    if name in there:
        run("ip", "link", "delete", name)
    return not (Path("/sys/class/net") / name).exists()
