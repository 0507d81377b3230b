"""`traderadmin show`: the file, or what is in force, with secrets masked."""

from typing import Any

import click

from traderadmin.cli import options
from traderadmin.cli.invocation import Invocation
from traderadmin.cli.masking import masked
from traderadmin.cli.output import DIM, Output
from traderadmin.cli.values import known_path
from traderadmin.config.display import masked_text
from traderadmin.config.document.render import rendered
from traderadmin.config.loader import with_defaults
from traderadmin.config.paths import FieldPath, dotted, parse_dotted
from traderadmin.config.schema import Schema
from traderadmin.config.values import UNSET, leaves, value_at
from traderadmin.errors import NotFoundError
from traderadmin.workflow.loading import LoadedConfig


@click.command()
@click.argument("key", required=False)
@click.option("--effective", is_flag=True, help="With the defaults of keys that are not set.")
@options.json_document
@click.pass_obj
def show(invocation: Invocation, *, key: str | None, effective: bool, as_json: bool) -> int:
    """Show the configuration, or the value of KEY; secrets are masked."""
    output = Output(as_json=as_json)
    program = invocation.program()
    program.ensure_config(output)
    loaded = program.backend.load()
    if loaded.error is not None:
        raise loaded.error
    path = () if key is None else parse_dotted(key)
    if not path and not effective and not as_json:
        for line in masked_text(loaded.file.content, loaded.schema).split("\n"):
            output.line(line)
        return 0
    value = _value(loaded, path, effective=effective)
    if as_json:
        output.document(masked(value, path, loaded.schema))
    elif isinstance(value, dict):
        _show_table(output, value, path, loaded)
    else:
        output.line(_text(value, path, loaded.schema))
    return 0


def _value(loaded: LoadedConfig, path: FieldPath, *, effective: bool) -> Any:
    """The value at a path. Raises: NotFoundError, RefusedError for an unknown key."""
    values = _values(loaded)
    value = value_at(with_defaults(values, loaded.schema) if effective else values, path)
    if value is not UNSET:
        return value
    key = dotted(path)
    known_path(key, loaded.schema)
    default = value_at(with_defaults(values, loaded.schema), path)
    hint = (
        ""
        if default is UNSET
        else f"Its default is in force: `traderadmin show {key} --effective`."
    )
    raise NotFoundError("Not set", f"{key} is not set in the file.", hint)


def _values(loaded: LoadedConfig) -> dict[str, Any]:
    return loaded.model.values if loaded.model is not None else {}


def _text(value: Any, path: FieldPath, schema: Schema) -> str:
    """A value alone, as `--set` takes it: text bare, everything else as TOML writes it."""
    safe = masked(value, path, schema)
    return safe if isinstance(safe, str) else rendered(safe)


def _show_table(
    output: Output, table: dict[str, Any], path: FieldPath, loaded: LoadedConfig
) -> None:
    """A line for each key inside, as TOML; those that the file does not set are marked."""
    values = _values(loaded)
    for inner, value in leaves(table):
        whole = (*path, *inner)
        text = f"{dotted(whole)} = {rendered(masked(value, whole, loaded.schema))}"
        if value_at(values, whole) is UNSET:
            output.line(f"{text}  # default", DIM)
        else:
            output.line(text)
