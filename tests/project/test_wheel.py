"""What an installed wheel holds and finds."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built with the pinned backend from a copy of what belongs to it."""
    source = tmp_path_factory.mktemp("source")
    for name in ("traderadmin", "schemas", "resources"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    built = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)],
        cwd=source,
        check=True,
        capture_output=True,
    )
    return next(built.glob("*.whl"))


def files_below(folder: Path) -> set[str]:
    """Relative paths of all files in a folder."""
    return {
        str(path.relative_to(folder.parent))
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_that_the_wheel_holds_every_schema_and_resource(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {
            name.removeprefix("traderadmin/_data/")
            for name in archive.namelist()
            if name.startswith("traderadmin/_data/")
        }
    expected = files_below(ROOT / "schemas") | files_below(ROOT / "resources")
    assert "schemas/config.schema.json" in expected
    assert held == expected


def test_that_the_wheel_says_its_licence_and_entry_points(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        info = next(name for name in names if name.endswith("entry_points.txt"))
        entry_points = archive.read(info).decode()
    assert "traderadmin = traderadmin.cli.main:main" in entry_points
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any(name.startswith(("tests/", "features/", "benchmarks/")) for name in names)


def test_that_an_installed_wheel_finds_its_files(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place)
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from traderadmin import resources\n"
        "print(resources.__file__)\n"
        "print(len(resources.schema_bytes()), len(resources.template_bytes()))\n"
        "print(resources.resource_path('resources/icons/traderadmin.svg'))\n"
    )
    answer = subprocess.run(
        [sys.executable, "-I", "-c", script, str(place)],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    module, sizes, icon = answer.stdout.splitlines()
    assert Path(module).is_relative_to(place)
    assert sizes == (
        f"{(ROOT / 'schemas/config.schema.json').stat().st_size}"
        f" {(ROOT / 'resources/config.template.toml').stat().st_size}"
    )
    assert Path(icon).is_relative_to(place / "traderadmin" / "_data")
