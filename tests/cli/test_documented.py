"""docs/cli.md says everything, and says nothing that is not so."""

import re
import shlex
from pathlib import Path

import click
import pytest

from tests.cli.conftest import Line
from traderadmin.cli import asjson
from traderadmin.cli.root import ENTRIES, root

PAGE = Path(__file__).resolve().parents[2] / "docs" / "cli.md"
TEXT = PAGE.read_text("utf-8")
SHELL = "\n".join(re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL))
EXAMPLES = [
    text
    for text in SHELL.splitlines()
    if text.startswith("traderadmin ") and not text.startswith("traderadmin restore")
]


def commands() -> list[tuple[str, click.Command]]:
    """Every command with its full name, those of groups too."""
    context = click.Context(root)
    found: list[tuple[str, click.Command]] = []
    for name in ENTRIES:
        command = root.get_command(context, name)
        assert command is not None
        found.append((name, command))
        if isinstance(command, click.Group):
            found += [(f"{name} {each}", inner) for each, inner in command.commands.items()]
    return found


def usage_of(name: str) -> str:
    """What the headings say of a command."""
    lines = [text for text in TEXT.splitlines() if text.startswith("### ")]
    parts = [part for text in lines for part in re.findall(r"`([^`]+)`", text)]
    matching = [part for part in parts if re.match(rf"{name}( [\[A-Z]|$)", part)]
    return "\n".join(matching)


@pytest.mark.parametrize(("name", "command"), commands(), ids=[name for name, _ in commands()])
def test_that_each_command_is_documented_with_its_options(
    name: str, command: click.Command
) -> None:
    usage = usage_of(name)
    assert usage, f"no heading for {name}"
    for parameter in command.params:
        assert any(option in usage for option in (*parameter.opts, parameter.make_metavar(
            click.Context(command)))), f"{name}: {parameter.opts}"  # fmt: skip


def test_that_no_option_is_documented_that_there_is_not() -> None:
    options = {
        option
        for _, command in [("", root), *commands()]
        for parameter in command.params
        for option in parameter.opts
    } | {"--help"}
    mentioned = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", TEXT))
    assert mentioned - options == set()


@pytest.mark.parametrize("example", EXAMPLES)
def test_that_each_example_is_a_command_line_that_is_understood(
    example: str, line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "new.toml").write_bytes(line.target.content + b"# new\n")
    line("targets", "add", "prod-eu", "--context", "prod-eu", "--namespace", "trading")
    words = shlex.split(example.partition("#")[0].partition("<")[0])[1:]
    if words[-1] in {"--watch", "--follow"}:
        words.pop()
    if words[:1] == ["history"] and len(words) == 2:
        line("pause")
        words[1] = line.target.lines[-1].id
    if "--unset" in words:
        line("apply", "--set", "risk.max_order_value=1000")
    result = line(*words, given=line.target.content if words[0] == "validate" else "hunter2hunter2")
    assert result.exit_code == 0, result.output


def test_that_every_json_event_is_documented(line: Line) -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE))
    source = Path(asjson.__file__).parent
    names = {
        name
        for path in source.rglob("*.py")
        for name in re.findall(r'"event": "(\w+)"', path.read_text("utf-8"))
    }
    assert names
    assert names <= told
    result = line.events("pause")[-1]
    for key in result:
        assert f"`{key}`" in TEXT, key
