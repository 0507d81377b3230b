"""The pinned requirements: exact, hashed, and from no particular index."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
FILES = ("requirements.txt", "requirements-dev.txt", "requirements-services.txt")
_PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[0-9][\w.!+]*)( ; [^\\]+)? \\$")
_HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def pins(name: str) -> set[tuple[str, str]]:
    """The (name, version) pairs of a requirements file."""
    text = (ROOT / name).read_text("utf-8")
    found = (_PIN.match(line) for line in text.splitlines())
    return {(match["name"], match["version"]) for match in found if match}


@pytest.mark.parametrize("name", FILES)
def test_that_every_line_is_a_pin_or_a_hash_and_no_index_is_named(name: str) -> None:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    other = [
        line
        for line in lines
        if not (_PIN.match(line) or _HASH.match(line) or line.startswith("# "))
    ]
    assert other == []
    assert not any("://" in line for line in lines)


@pytest.mark.parametrize(
    ("name", "extra"), [("requirements.txt", False), ("requirements-dev.txt", True)]
)
def test_that_every_dependency_of_the_project_is_pinned(name: str, extra: bool) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *(project["optional-dependencies"]["dev"] if extra else ())]
    for requirement in map(Requirement, wanted):
        versions = {
            version
            for pinned, version in pins(name)
            if pinned == canonicalize_name(requirement.name)
        }
        assert any(requirement.specifier.contains(version) for version in versions), requirement


def test_that_users_and_developers_get_the_same_versions() -> None:
    assert pins("requirements.txt") < pins("requirements-dev.txt")


def test_that_the_container_image_gets_a_part_of_the_same_versions() -> None:
    assert pins("requirements-services.txt") < pins("requirements.txt")


def test_that_the_container_image_gets_what_its_programs_need_and_no_editor() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = project["dependency-groups"]["services"]
    assert set(wanted) <= set(project["project"]["dependencies"])
    pinned = {name for name, _ in pins("requirements-services.txt")}
    assert {canonicalize_name(Requirement(line).name) for line in wanted} <= pinned
    assert pinned & {"pyside6-essentials", "tomlkit", "kubernetes", "rich", "click"} == set()
