"""What every command is handed: the options before its name, and how to reach the target."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from traderadmin.cli.compose import Composition, Program

PROGRAM = "traderadmin"


@dataclass(frozen=True, slots=True)
class TargetOptions:
    """Which target the command line names; nothing named is this machine.

    Attributes:
        config_dir: keeps everything of this machine there; None for the usual folders.
        name: a saved target.
        context, namespace, kubeconfig: a cluster without a saved target; empty where not given.
    """

    config_dir: Path | None = None
    name: str = ""
    context: str = ""
    namespace: str = ""
    kubeconfig: str = ""

    @property
    def is_ad_hoc(self) -> bool:
        """Whether a cluster is named without a saved target."""
        return bool(self.context or self.namespace or self.kubeconfig)

    def check(self) -> None:
        """See that only one target is named. Raises: click.UsageError."""
        if not self.is_ad_hoc:
            return
        others = "--context, --namespace and --kubeconfig"
        if self.name:
            raise click.UsageError(f"--target names a saved target; it excludes {others}.")
        if self.config_dir is not None:
            raise click.UsageError(
                f"--config-dir is for the services of this machine; it excludes {others}."
            )


def _compose(options: TargetOptions) -> "Composition":
    """Load and run the composition root only when a command needs the target."""
    made: Composition = importlib.import_module("traderadmin.cli.compose").Composition(options)
    return made


@dataclass(frozen=True, slots=True)
class Invocation:
    """One run of the command line.

    Attributes:
        target: which target its options name.
        theme: what `--theme` says; None for the remembered one.
        compose: makes the parts; tests hand in their own.
    """

    target: TargetOptions = TargetOptions()
    theme: str | None = None
    compose: Callable[[TargetOptions], "Composition"] = _compose

    def composition(self) -> "Composition":
        """What makes the parts of this run."""
        return self.compose(self.target)

    def program(self) -> "Program":
        """The parts of this run, put together; given up again when the command ends."""
        program = self.composition().program()
        click.get_current_context().call_on_close(program.backend.close)
        return program

    def open_window(self) -> int:
        """Open the window and wait until it is closed; the exit code."""
        if self.target.is_ad_hoc:
            raise click.UsageError(
                "The window opens saved targets: add this one with `traderadmin targets add`, or "
                "with Connect… in the window, then give --target."
            )
        window = importlib.import_module("traderadmin.cli.window")
        code: int = window.open_window(self.target.config_dir, self.target.name, self.theme)
        return code
