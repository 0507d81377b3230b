"""README and docs: what they say works as written."""

import re
import shlex
from pathlib import Path

import click
import pytest

from traderadmin.cli.root import root

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def commands_of(document: Path) -> list[list[str]]:
    """Every command line of the document's shell blocks, split into words."""
    text = "\n".join(_BLOCK.findall(document.read_text("utf-8"))).replace("\\\n", " ")
    return [words for line in text.splitlines() if (words := shlex.split(line, comments=True))]


def inline_commands_of(document: Path) -> list[list[str]]:
    """Every `traderadmin …` quoted in the document's text."""
    text = _BLOCK.sub("", document.read_text("utf-8"))
    return [shlex.split(match) for match in re.findall(r"`(traderadmin [a-z][^`]*)`", text)]


def takes_value(command: click.Command, option: str) -> bool:
    """Whether the word after an option is its value."""
    return any(
        option in param.opts and isinstance(param, click.Option) and not param.is_flag
        for param in command.params
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_that_every_command_and_option_of_traderadmin_exists(document: Path) -> None:
    for words in [*commands_of(document), *inline_commands_of(document)]:
        if words[0] != "traderadmin" or len(words) == 1:
            continue
        command: click.Command = root
        rest = iter(words[1:])
        for word in rest:
            if isinstance(command, click.Group) and not word.startswith("-"):
                found = command.get_command(click.Context(command), word)
                assert found is not None, words
                command = found
            elif word.startswith("--"):
                options = {name for param in command.params for name in param.opts}
                options |= {name for param in command.params for name in param.secondary_opts}
                assert word.partition("=")[0] in options | {"--help", "--version"}, words
                if takes_value(command, word):
                    next(rest)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_that_every_make_target_exists(document: Path) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = {
        word
        for words in commands_of(document)
        if words[0] == "make"
        for word in words[1:]
        if not word.startswith("-") and "=" not in word
    }
    assert named <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_that_every_link_into_the_repository_leads_somewhere(document: Path) -> None:
    links = _LINK.findall(document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []
