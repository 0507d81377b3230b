"""From options to the bytes that would be saved: a file, keys set, keys removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from traderadmin.cli import streams
from traderadmin.cli.masking import holds_secret
from traderadmin.cli.output import Output
from traderadmin.cli.values import Reader, Setting, known_path, taken_apart, value_of
from traderadmin.config.document import Edited
from traderadmin.config.model import ConfigModel
from traderadmin.config.paths import FieldPath, dotted, parse_dotted
from traderadmin.config.schema import Schema
from traderadmin.config.values import UNSET
from traderadmin.errors import RefusedError, TraderAdminError, UnreadableConfigError
from traderadmin.workflow.loading import LoadedConfig

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asks to change, as it was written."""

    sets: tuple[str, ...] = ()
    unsets: tuple[str, ...] = ()
    file: str | None = None

    def check(self) -> None:
        """Raises: click.UsageError when nothing is asked for, or standard input twice."""
        if not self.sets and not self.unsets and self.file is None:
            raise click.UsageError("Say what to change: --set, --unset or --file.")
        wanted = [item.partition("=")[2] == f"@{STDIN}" for item in self.sets]
        if sum(wanted) + (self.file == STDIN) > 1:
            raise click.UsageError("Standard input can be read for one value only.")


def edited(wishes: Wishes, loaded: LoadedConfig, output: Output) -> Edited:
    """The new file. Raises: TraderAdminError; no message quotes a secret."""
    model = _starting_from(wishes, loaded)
    settings = _settings(wishes.sets, loaded.schema)
    for setting in settings:
        if setting.inline and holds_secret(setting.path, loaded.schema):
            output.warn(
                f"{dotted(setting.path)} stood on the command line, where other programs and the "
                f"shell's history can see it. Use --set {dotted(setting.path)}=@- instead."
            )
    for key in wishes.unsets:
        model.unset(_present(key, model, loaded.schema))
    for setting in settings:
        model.set(setting.path, value_of(setting, loaded.schema, model.get(setting.path)))
    return model.render()


def _starting_from(wishes: Wishes, loaded: LoadedConfig) -> ConfigModel:
    if wishes.file is not None:
        name = "standard input" if wishes.file == STDIN else wishes.file
        try:
            return ConfigModel(_bytes_of(wishes.file), loaded.schema)
        except UnreadableConfigError as error:
            message = f"{name}: {error.message}"
            raise RefusedError("The new file cannot be read", message) from error
    if loaded.model is None:
        reason = loaded.error
        message = reason.message if reason is not None else "config.toml is not valid TOML."
        raise RefusedError(
            "config.toml cannot be read",
            f"{message} Single values cannot be set in it.",
            "Restore a backup (`traderadmin backups`), correct the file in an editor, or apply a "
            "whole one with --file.",
        )
    return loaded.model


def _bytes_of(file: str) -> bytes:
    try:
        return streams.given() if file == STDIN else Path(file).read_bytes()
    except OSError as error:
        raise RefusedError(
            "The new file cannot be read", f"{file}: {error.strerror or 'it cannot be read'}."
        ) from error


def _settings(arguments: Sequence[str], schema: Schema) -> list[Setting]:
    """Every `--set`. Raises: RefusedError naming all that are wrong."""
    settings: list[Setting] = []
    errors: list[TraderAdminError] = []
    for argument in arguments:
        try:
            settings.append(taken_apart(argument, schema, _reader(argument)))
        except TraderAdminError as error:
            errors.append(error)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        told = " ".join(f"{error.message} {error.hint}".strip() for error in errors)
        raise RefusedError("Not applied", told)
    return settings


def _reader(argument: str) -> Reader:
    key = argument.partition("=")[0]

    def read(name: str, secret: bool) -> str:
        try:
            text = _from_stdin(key, secret=secret) if name == STDIN else _from_file(name)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
            what = "what stands behind its @" if secret else f"@{name}"
            message = f"The value of {key} cannot be read from {what}: {reason}."
            raise RefusedError("Not applied", message) from None
        return text.removesuffix("\n").removesuffix("\r")

    return read


def _from_stdin(key: str, *, secret: bool) -> str:
    if streams.is_asked_for():
        return str(click.prompt(key, hide_input=secret, err=True))
    return streams.given().decode("utf-8")


def _from_file(name: str) -> str:
    return Path(name).expanduser().read_text("utf-8")


def _present(key: str, model: ConfigModel, schema: Schema) -> FieldPath:
    """The path of a key that the file has. Raises: RefusedError."""
    path = parse_dotted(key)
    if model.get(path) is UNSET:
        known_path(key, schema)
        raise RefusedError("Nothing to remove", f"{dotted(path)} is not set in the file.")
    return path
