"""The options that both of the keeper's programs take."""

from argparse import ArgumentParser, HelpFormatter, Namespace
from functools import partial

from traderadmin.contract.names import CONFIG_FILE
from traderadmin.store.keeper.folders import Folders


def parser(program: str, description: str | None) -> ArgumentParser:
    """A parser for where the volume is and what is on it."""
    # A given width spares a start the import of what measures terminals.
    formatter = partial(HelpFormatter, width=96)
    made = ArgumentParser(program, description=description, formatter_class=formatter)
    made.add_argument("--root", required=True, help="where the volume is mounted")
    made.add_argument("--config", required=True, help="the config directory, below the root")
    made.add_argument("--state", required=True, help="the state directory, below the root")
    made.add_argument("--file", default=CONFIG_FILE, help="the configuration's name")
    return made


def folders(options: Namespace) -> Folders:
    """The folders that were named. Raises: RefusedError."""
    return Folders.at(options.root, options.config, options.state, options.file)
