"""`python -m traderadmin.store.keeper`: one session on stdin and stdout, ended by either's end."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence

from traderadmin import __version__
from traderadmin.clock import SystemClock
from traderadmin.errors import TraderAdminError
from traderadmin.store.keeper import options, wire
from traderadmin.store.keeper.calls import Call, Keeper
from traderadmin.store.keeper.folders import Folders
from traderadmin.store.keeper.session import Output, Session

_PIECE = 128 * 1024
_STDIN, _STDOUT, _STDERR = 0, 1, 2


def serve(arguments: Sequence[str], calls_of: Callable[[Folders], Mapping[str, Call]]) -> int:
    """Greet, then answer until the input ends or nobody listens; the exit code."""
    parser = options.parser("python -m traderadmin.store.keeper", __doc__)
    named = parser.parse_args(arguments)
    output = Output(_take_stdout())
    try:
        return _talk(named, calls_of, output)
    except (BrokenPipeError, KeyboardInterrupt):
        return 0


def _talk(
    named: Namespace, calls_of: Callable[[Folders], Mapping[str, Call]], output: Output
) -> int:
    try:
        folders = options.folders(named)
    except TraderAdminError as error:
        output.send({"error": wire.error_to_json(error)})
        return 1
    output.send({"hello": _hello(folders)})
    Session(calls_of(folders), output).run(_input())
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


def _calls(folders: Folders) -> Mapping[str, Call]:
    return Keeper(folders, SystemClock()).calls()


if __name__ == "__main__":
    sys.exit(serve(sys.argv[1:], _calls))
