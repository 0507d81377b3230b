"""A keeper that does one thing otherwise. Run as a program: MODE[=CALL] and a keeper's options.

dies-after=CALL     carries the call out and dies before it answers
dies-before=CALL    dies when it is asked
mute=CALL           never answers that call
breaks=CALL         raises what no keeper should
prints=CALL         writes to stdout when it is asked, as a careless library would
protocol=N          speaks another protocol
chatters            prints before its hello
"""

import os
import signal
import sys
import threading
from collections.abc import Mapping
from typing import Any

from traderadmin.clock import SystemClock
from traderadmin.store.keeper.__main__ import serve
from traderadmin.store.keeper.arguments import Arguments
from traderadmin.store.keeper.calls import Call, Keeper
from traderadmin.store.keeper.folders import Folders
from traderadmin.store.keeper.session import Output


def die() -> None:
    """End at once, as at SIGKILL."""
    os.kill(os.getpid(), signal.SIGKILL)


def odd(mode: str, call: Call) -> Call:
    """`call` with its oddity."""

    def answer(arguments: Arguments) -> Any:
        if mode == "dies-before":
            die()
        if mode == "mute":
            threading.Event().wait()
        if mode == "breaks":
            raise ZeroDivisionError("a secret")
        if mode == "prints":
            print("stray text")  # noqa: T201 - that is the point
            os.system("echo stray child")  # noqa: S605, S607
        result = call(arguments)
        if mode == "dies-after":
            die()
        return result

    return Call(answer)


def main(mode: str, which: str, arguments: list[str]) -> int:
    """Run a session with its oddity."""

    def calls_of(folders: Folders) -> Mapping[str, Call]:
        table = dict(Keeper(folders, SystemClock()).calls())
        if which in table:
            table[which] = odd(mode, table[which])
        return table

    if mode == "chatters":
        sys.stdout.write("sh: 1: python:\tnot found\n")
        sys.stdout.flush()
    if mode == "protocol":
        hello = {"hello": {"protocol": int(which), "version": "9.9"}}
        Output(sys.stdout.fileno()).send(hello)
        return len(sys.stdin.read())
    return serve(arguments, calls_of)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1].partition("=")[::2], sys.argv[2:]))
