"""A file given on the command line instead of the target's: its bytes, and what judges it."""

from pathlib import Path

from traderadmin.cli import streams
from traderadmin.cli.compose import Program
from traderadmin.config.schema import Schema, load_schema
from traderadmin.contract.names import SCHEMA_FILE

STANDARD_INPUT = "-"


def content_of(file: str) -> bytes:
    """The bytes of a file, or of standard input."""
    return streams.given() if file == STANDARD_INPUT else Path(file).read_bytes()


def schema_for(program: Program, file: str) -> Schema:
    """The schema beside the file, else the target's, else the one that comes with the program."""
    beside = Path(file).parent / SCHEMA_FILE
    if file != STANDARD_INPUT and beside.is_file():
        return load_schema(beside.read_bytes())
    return load_schema(program.target.read_schema())
