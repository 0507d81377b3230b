"""What every command is handed: the options before its name, and how to reach the target."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from traderadmin.cli.compose import Program

PROGRAM = "traderadmin"


def _compose(config_dir: Path | None) -> "Program":
    """Load and run the composition root only when a command needs the target."""
    program: Program = importlib.import_module("traderadmin.cli.compose").compose(config_dir)
    return program


@dataclass(frozen=True, slots=True)
class Invocation:
    """One run of the command line.

    Attributes:
        config_dir: where `--config-dir` says; None for the platform's usual folders.
        theme: what `--theme` says; None for the remembered one.
        compose: makes the parts; tests hand in their own.
    """

    config_dir: Path | None = None
    theme: str | None = None
    compose: Callable[[Path | None], "Program"] = _compose

    def program(self) -> "Program":
        """The parts of this run, put together."""
        return self.compose(self.config_dir)
