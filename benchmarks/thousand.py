"""A schema of 1,000 fields of every common kind, and a file that fits it."""

import json
from typing import Any

SECTIONS = 20
PER_SECTION = 50
FIELDS = SECTIONS * PER_SECTION


def _field(index: int) -> tuple[str, dict[str, Any], str]:
    """A key, its schema and its value as TOML; ten kinds in turn."""
    number = index // 5
    common = {"order": index, "description": f"What number {index} is good for, in a sentence."}
    kinds: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("limit", {"type": "integer", "minimum": 0, "maximum": 10_000}, str(number)),
        ("rate", {"type": "number", "minimum": 0, "maximum": 100}, f"{number}.125"),
        ("name", {"type": "string", "pattern": "^[a-z][a-z0-9-]*$"}, f'"name-{number}"'),
        ("enabled", {"type": "boolean"}, "true" if number % 2 else "false"),
        ("mode", {"type": "string", "enum": ["slow", "normal", "fast"]}, '"normal"'),
    )
    kind, schema, value = kinds[index % len(kinds)]
    key = f"{kind}_{index}"
    return key, {**schema, **common, "title": f"{kind.capitalize()} {index}"}, value


def schema() -> bytes:
    """The JSON schema: 20 sections of 50 fields."""
    sections = {
        f"section_{number}": {
            "type": "object",
            "title": f"Section {number}",
            "order": number,
            "additionalProperties": False,
            "required": [_field(index)[0] for index in range(0, PER_SECTION, 2)],
            "properties": {key: part for key, part, _ in map(_field, range(PER_SECTION))},
        }
        for number in range(SECTIONS)
    }
    root = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "properties": sections,
    }
    return json.dumps(root).encode()


def content() -> bytes:
    """A valid `config.toml` with every field set."""
    lines: list[str] = []
    for number in range(SECTIONS):
        lines.append(f"[section_{number}]")
        lines += [f"{key} = {value}" for key, _, value in map(_field, range(PER_SECTION))]
        lines.append("")
    return "\n".join(lines).encode()
