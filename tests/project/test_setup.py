"""`make setup`: what it does the second time, and what it says when it cannot go on."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the files that the set-up reads, and no environment yet."""
    folder = tmp_path / "checkout"
    shutil.copytree(ROOT / "tools", folder / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "requirements-dev.txt"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def set_up(checkout: Path, path: str) -> subprocess.CompletedProcess[str]:
    """Run the set-up with nothing but a PATH."""
    return subprocess.run(
        ["/bin/sh", str(checkout / "tools" / "setup.sh")],
        env={"PATH": path},
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def stub(folder: Path, name: str, script: str) -> None:
    """A program of our own making."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_that_nothing_is_done_when_the_stamp_fits(checkout: Path) -> None:
    script = (
        f"import sys; sys.path.insert(0, {str(checkout / 'tools')!r})\n"
        "import setup; setup.STAMP.parent.mkdir(); setup.STAMP.write_text(setup.fingerprint())"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    (checkout / ".venv" / "bin").mkdir()
    stub(checkout / ".venv" / "bin", "python", f'exec {sys.executable} "$@"')
    before = sorted((checkout / ".venv").rglob("*"))
    done = set_up(checkout, os.defpath)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert sorted((checkout / ".venv").rglob("*")) == before


def test_that_a_stub_that_runs_nothing_is_passed_over(checkout: Path, tmp_path: Path) -> None:
    stubs = tmp_path / "stubs"
    stub(stubs, "python3", "echo 'python3: command not found' >&2; exit 127")
    stub(stubs, "python3.13", 'case "$2" in *setup.py) echo "chosen" ;; esac')
    done = set_up(checkout, f"{stubs}:{os.defpath}")
    assert (done.returncode, done.stdout) == (0, "chosen\n")


def test_that_an_old_python_is_passed_over_with_a_sentence(checkout: Path, tmp_path: Path) -> None:
    script = (checkout / "tools" / "setup.sh").read_text()
    only_named = script.replace("/usr/bin/python3 /usr/local/bin/python3", "")
    (checkout / "tools" / "setup.sh").write_text(
        only_named.replace("/opt/homebrew/bin/python3", "python3")
    )
    stubs = tmp_path / "stubs"
    stub(stubs, "python3", "exit 1")
    (stubs / "dirname").symlink_to(shutil.which("dirname") or "dirname")
    done = set_up(checkout, str(stubs))
    assert done.returncode == 1
    assert "needs Python 3.11 or later" in done.stderr
    assert not (checkout / ".venv").exists()
