"""Asking the operator, where there is one; where there is none, `--yes` answers."""

import click

from traderadmin.cli import streams
from traderadmin.cli.output import Output
from traderadmin.errors import RefusedError


def confirm(output: Output, question: str, *, yes: bool) -> None:
    """Go on only when the operator agrees.

    Raises: RefusedError when the answer is no, or when there is nobody to ask.
    """
    if yes:
        return
    if output.as_json or not (streams.is_asked_for() and output.stderr.isatty()):
        raise RefusedError(
            "Confirmation needed",
            f"{question} There is no terminal to ask on; nothing was changed.",
            "Add --yes to confirm.",
        )
    if not click.confirm(question, err=True):
        raise RefusedError("Not confirmed", "Nothing was changed.")


def confirm_production(output: Output, what: str, name: str, *, yes: bool) -> None:
    """Ask before something is done to a target that is marked production."""
    confirm(output, f"{name} is marked production. {what}?", yes=yes)
