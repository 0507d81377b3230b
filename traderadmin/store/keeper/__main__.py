"""`python -m traderadmin.store.keeper`: one session on stdin and stdout, ended by either's end."""

import os
import sys
from collections.abc import Iterator, Sequence

from traderadmin import __version__
from traderadmin.clock import SystemClock
from traderadmin.errors import TraderAdminError
from traderadmin.store.keeper import options, wire
from traderadmin.store.keeper.calls import Keeper
from traderadmin.store.keeper.folders import Folders
from traderadmin.store.keeper.session import Output, Session

_PIECE = 128 * 1024
_STDIN, _STDOUT, _STDERR = 0, 1, 2


def serve(arguments: Sequence[str]) -> int:
    """Greet, then answer until the input ends or nobody listens; the exit code."""
    parser = options.parser("python -m traderadmin.store.keeper", __doc__)
    named = parser.parse_args(arguments)
    output = Output(_take_stdout())
    try:
        folders = options.folders(named)
    except TraderAdminError as error:
        output.send({"error": wire.error_to_json(error)})
        return 1
    output.send({"hello": _hello(folders)})
    Session(Keeper(folders, SystemClock()).calls(), output).run(_input())
    return 0


def _take_stdout() -> int:
    """Keep stdout for frames: whatever else is printed goes to stderr from now on."""
    own = os.dup(_STDOUT)
    os.dup2(_STDERR, _STDOUT)
    return own


def _hello(folders: Folders) -> dict[str, object]:
    return {
        "protocol": wire.PROTOCOL,
        "version": __version__,
        "root": str(folders.root),
        "config": str(folders.config),
        "state": str(folders.state),
        "file": folders.file,
    }


def _input() -> Iterator[bytes]:
    while piece := os.read(_STDIN, _PIECE):
        yield piece


if __name__ == "__main__":
    try:
        sys.exit(serve(sys.argv[1:]))
    except (BrokenPipeError, KeyboardInterrupt):
        sys.exit(0)
