"""Groups that import a command only when it is run, so that help and start-up stay quick."""

import importlib
from dataclasses import dataclass
from difflib import get_close_matches

import click
from typing_extensions import override


@dataclass(frozen=True, slots=True)
class Entry:
    """A command that is not loaded yet.

    Attributes:
        place: its module and the command's name in it ("traderadmin.cli.commands.show:show").
        summary: its line in the list of commands.
        section: the heading it is listed under.
    """

    place: str
    summary: str
    section: str


class LazyGroup(click.Group):
    """A group whose commands are known by name, and loaded when asked for."""

    entries: dict[str, Entry]

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of help."""
        return list(self.entries)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, loaded now; None when there is none of that name."""
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        module, _, name = entry.place.partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    @override
    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one may have been meant."""
        name = args[0]
        if name not in self.entries and not name.startswith("-"):
            near = get_close_matches(name, self.entries, n=1)
            hint = f" Did you mean “{near[0]}”?" if near else ""
            ctx.fail(f"There is no command “{name}”.{hint}")
        return super().resolve_command(ctx, args)

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands under their headings, without loading any."""
        width = max(map(len, self.entries))
        for section in dict.fromkeys(entry.section for entry in self.entries.values()):
            rows = [
                (name.ljust(width), entry.summary)
                for name, entry in self.entries.items()
                if entry.section == section
            ]
            with formatter.section(section):
                formatter.write_dl(rows)
