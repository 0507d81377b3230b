"""The blocks of docs/kubernetes.md, so that tests follow them as they are written."""

import re
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FENCED = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)


def block(language: str, containing: str) -> str:
    """The one fenced block in `language` that contains these words."""
    text = (ROOT / "docs/kubernetes.md").read_text("utf-8")
    found = [match[3] for match in _FENCED.finditer(text) if match[2] == language]
    (only,) = (each for each in found if containing in each)
    return textwrap.dedent(only)


def filled_in(text: str, values: dict[str, str]) -> str:
    """The text with one's own values in the place of those of the example; each must be there."""
    for example, own in values.items():
        assert example in text, example
        text = text.replace(example, own)
    return text


def own_image(image: str) -> dict[str, str]:
    """What names an image in a kustomization of the page, for `filled_in`."""
    name, _, tag = image.rpartition(":")
    return {'newName: REGISTRY/traderadmin, newTag: "1"': f'newName: {name}, newTag: "{tag}"'}
