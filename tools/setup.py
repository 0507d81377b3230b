"""Makes `.venv`: pinned dependencies with their hashes, TraderAdmin itself, and what Qt needs.

Standard library only, since it runs before anything is installed. Does nothing when a stamp in
`.venv` says that everything is in place. Called by `tools/setup.sh`.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "traderadmin-setup"
REQUIREMENTS = ROOT / "requirements-dev.txt"
PYPROJECT = ROOT / "pyproject.toml"

DEBIAN_PACKAGES = (
    "libglib2.0-0",
    "libgl1",
    "libegl1",
    "libxkbcommon0",
    "libdbus-1-3",
    "libfontconfig1",
    "fonts-dejavu-core",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-render-util0",
    "libxcb-shape0",
    "libxcb-util1",
    "libxcb-xkb1",
    "libxkbcommon-x11-0",
)
"""Shared libraries and a font without which no Qt window opens."""
DEBIAN_EXTRAS = ("fonts-inter", "libfaketime")
"""Taken where the distribution has them: the font of the design, and a clock for tests."""


class SetupError(Exception):
    """The set-up cannot go on; the message says what to do."""


def fingerprint() -> str:
    """Names everything the environment was made from; another one means "set up again"."""
    project = PYPROJECT.read_text(encoding="utf-8").partition("[tool.ruff]")[0]
    parts = (
        REQUIREMENTS.read_bytes(),
        project.encode(),
        Path(__file__).read_bytes(),
        str(ROOT).encode(),
        base_version().encode(),
    )
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def base_version() -> str:
    """The version of the interpreter that `.venv` is or will be made of."""
    return ".".join(map(str, sys.version_info[:3]))


def run(*command: str | Path, env: dict[str, str] | None = None) -> None:
    """Run a command of which the user should see the errors only.

    Raises:
        SetupError: it failed, or is not there.
    """
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=env
        )
    except OSError as error:
        message = f"{words[0]} could not be started: {error.strerror}."
        raise SetupError(message) from error
    if done.returncode != 0:
        message = f"`{' '.join(words)}` failed (exit code {done.returncode}); see above."
        raise SetupError(message)


def is_debian() -> bool:
    """Whether packages come with apt."""
    return bool(shutil.which("apt-get") and shutil.which("dpkg-query"))


def is_root() -> bool:
    """Whether packages may be installed."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def missing_packages(names: tuple[str, ...]) -> list[str]:
    """Those that are not installed; since 2024 some carry the suffix t64."""
    asked = [variant for name in names for variant in (name, f"{name}t64")]
    answer = subprocess.run(
        ["dpkg-query", "--show", "--showformat", "${Package} ${db:Status-Status}\n", *asked],
        check=False,
        capture_output=True,
        text=True,
    )
    there = {
        line.split()[0].removesuffix("t64")
        for line in answer.stdout.splitlines()
        if line.endswith(" installed")
    }
    return [name for name in names if name not in there]


def available(name: str) -> bool:
    """Whether the distribution offers a package."""
    answer = subprocess.run(
        ["apt-cache", "policy", name], check=False, capture_output=True, text=True
    )
    return "Candidate:" in answer.stdout and "Candidate: (none)" not in answer.stdout


def install_packages(names: tuple[str, ...], extras: tuple[str, ...], why: str) -> None:
    """Install what is missing; without the right to, say in one line how.

    Raises:
        SetupError: apt failed.
    """
    needed = missing_packages(names)
    wanted = missing_packages(extras)
    if not is_root():
        if needed:
            print(f"{why} needs: sudo apt-get install -y {' '.join(needed)}", flush=True)
        return
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if needed or wanted:
        if not all(available(name) for name in [*needed, *wanted]):
            print("Reading the lists of apt …", flush=True)
            run("apt-get", "-qq", "update", env=env)
        chosen = [*needed, *(name for name in wanted if available(name))]
        if chosen:
            print(f"Installing with apt: {' '.join(chosen)}", flush=True)
            quiet = ("-qq", "-o", "Dpkg::Use-Pty=0")
            run("apt-get", *quiet, "install", "-y", "--no-install-recommends", *chosen, env=env)


def make_environment() -> None:
    """A virtual environment, made anew when its interpreter does not run.

    Raises:
        SetupError: this Python cannot make one.
    """
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], check=False).returncode == 0:
        return
    if not (importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv")):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        if is_debian():
            install_packages((f"python{version}-venv",), (), "A virtual environment")
        importlib.invalidate_caches()
        if not importlib.util.find_spec("ensurepip"):
            message = f"Python {version} has no module venv. Install it, then try again."
            raise SetupError(message)
    print(f"Making .venv with Python {base_version()} …", flush=True)
    run(sys.executable, "-m", "venv", "--clear", VENV)


def install_python_packages() -> None:
    """The pinned packages, every file checked against its hash, and TraderAdmin itself.

    Raises:
        SetupError: pip failed, or Qt does not load.
    """
    count = REQUIREMENTS.read_text(encoding="utf-8").count("==")
    print(f"Installing {count} pinned packages into .venv (a few minutes at first) …", flush=True)
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet", "--no-input")
    env = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}
    run(*pip, "install", "--require-hashes", "--requirement", REQUIREMENTS, env=env)
    run(*pip, "install", "--no-deps", "--no-build-isolation", "--no-index", "-e", ROOT, env=env)
    tried = subprocess.run(
        [PYTHON, "-c", "import PySide6.QtWidgets"], check=False, capture_output=True, text=True
    )
    if tried.returncode != 0:
        reason = tried.stderr.strip().splitlines()[-1:] or ["no reason was given"]
        message = (
            f"Qt does not load: {reason[0]}. A shared library is missing; install it"
            " (docs/local.md lists them for Debian and Ubuntu) and try again."
        )
        raise SetupError(message)


def main() -> int:
    """Set up if needed; the exit code."""
    wanted = fingerprint()
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted:
        return 0
    started = time.monotonic()
    print("Setting up TraderAdmin (only needed when its dependencies change).", flush=True)
    try:
        if is_debian():
            install_packages(DEBIAN_PACKAGES, DEBIAN_EXTRAS, "Qt")
        make_environment()
        install_python_packages()
    except SetupError as error:
        print(f"Set-up failed: {error}", file=sys.stderr)
        return 1
    STAMP.write_text(wanted, encoding="utf-8")
    print(f"Ready after {time.monotonic() - started:.0f} s.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
