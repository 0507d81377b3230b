"""Opening the configuration of a target: the file, its schema, and the model to edit it with."""

from dataclasses import dataclass

from traderadmin.config.model import ConfigModel
from traderadmin.config.schema import Schema, load_schema
from traderadmin.errors import NotFoundError, UnreadableConfigError
from traderadmin.resources import template_bytes
from traderadmin.targets.port import Target
from traderadmin.targets.states import ConfigFile


@dataclass(frozen=True, slots=True)
class LoadedConfig:
    """What a target's configuration is.

    Attributes:
        file: the bytes on disk.
        schema: the schema in force (the directory's own, else the shipped one).
        model: what editors work on; None where the file cannot be read as TOML.
        error: why there is no model.
    """

    file: ConfigFile
    schema: Schema
    model: ConfigModel | None
    error: UnreadableConfigError | None


def load(target: Target) -> LoadedConfig:
    """Read schema and file. Opening writes nothing. Raises: TraderAdminError, NotFoundError."""
    schema = load_schema(target.read_schema())
    file = target.read_config()
    try:
        model = ConfigModel(file.content, schema)
    except UnreadableConfigError as error:
        return LoadedConfig(file, schema, None, error)
    return LoadedConfig(file, schema, model, None)


def create_from_template(target: Target) -> bool:
    """On a first start, write the template as `config.toml`; whether that was done.

    A file that was lost is not made anew: services that still run would take the template for it.
    """
    try:
        target.read_config()
    except NotFoundError:
        if _was_used(target):
            return False
        target.create_config(template_bytes())
        return True
    return False


def _was_used(target: Target) -> bool:
    """Whether there was a configuration before, as far as backups, history and services tell."""
    return bool(
        target.backups() or target.history(1) or any(state.instances for state in target.services())
    )
