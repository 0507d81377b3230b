"""Container images: a Debian base, the pause image, and the project's own from its Dockerfile."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.cluster.node.cache import cache_folder, digest, digest_files, locked, made_once
from tests.cluster.node.commands import ISOLATED, run
from tests.cluster.node.processes import PAUSE_IMAGE

ROOT = Path(__file__).resolve().parents[3]
_SUITE = "bookworm"
_PACKAGES = "ca-certificates,python3,python3-venv"
_BASE_RECIPE = "1"
"""Raised when `_make_base` changes."""
_NEEDLESS = ("usr/share/doc", "usr/share/man", "usr/share/locale", "var/cache/apt", "var/lib/apt")
_CERTIFICATES = Path("/etc/ssl/certs")


def project_files() -> Iterator[Path]:
    """What the project's image is made of."""
    yield from (
        ROOT / name for name in ("Dockerfile", ".dockerignore", "requirements-services.txt")
    )
    for folder in ("traderadmin", "schemas", "resources"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def build_image() -> tuple[str, Path]:
    """The project's image as (tag, archive). Raises: TraderAdminError."""
    base = build_base()
    tag = f"traderadmin:{digest([base.encode(), digest_files(ROOT, project_files()).encode()])}"

    def build(folder: Path) -> None:
        print("Building the project's image …", flush=True)
        arguments = ["--build-arg", f"BASE={base}"]
        for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "HTTPS_PROXY", "HTTP_PROXY"):
            if value := os.environ.get(name):
                arguments += ["--build-arg", f"{name}={value}"]
        if _CERTIFICATES.is_dir():  # this machine may trust more authorities than Debian does
            arguments += ["--volume", f"{_CERTIFICATES}:{_CERTIFICATES}:ro"]
        options = ("--isolation", "chroot", "--network", "host", "--layers", "--pull-never")
        _buildah("bud", *options, *arguments, "--tag", tag, str(ROOT))
        _buildah("push", tag, f"docker-archive:{folder / 'image.tar'}:{tag}")
        _forget_all_but(tag)

    return tag, made_once("image", tag.partition(":")[2], build) / "image.tar"


def _forget_all_but(tag: str) -> None:
    """Take older builds out of buildah's storage; the layers that this one shares stay."""
    built = _buildah("images", "--format", "{{.Name}}:{{.Tag}}").split()
    for old in built:
        if old.startswith("localhost/traderadmin:") and old != f"localhost/{tag}":
            _buildah("rmi", old)
    _buildah("rmi", "--prune")


def build_pause(programs: Path) -> Path:
    """The archive of the image that keeps a pod's namespaces open."""
    key = digest_files(programs, [programs / "pause"])

    def build(folder: Path) -> None:
        context = folder / "context"
        context.mkdir()
        shutil.copy(programs / "pause", context)
        file = 'FROM scratch\nCOPY pause /pause\nUSER 65535\nENTRYPOINT ["/pause"]\n'
        (context / "Dockerfile").write_text(file)
        _buildah("bud", "--isolation", "chroot", "--tag", PAUSE_IMAGE, str(context))
        _buildah("push", PAUSE_IMAGE, f"docker-archive:{folder / 'image.tar'}:{PAUSE_IMAGE}")
        shutil.rmtree(context)

    return made_once("pause", key, build) / "image.tar"


def build_base() -> str:
    """The name of a minimal Debian with Python, kept in buildah's storage in the cache."""
    key = digest([_SUITE.encode(), _PACKAGES.encode(), _BASE_RECIPE.encode()])
    name = f"localhost/traderadmin-base:{key}"
    with locked("base"):
        if not _buildah("images", "--quiet", "--filter", f"reference={name}").strip():
            print("Making a base image with debootstrap (a minute at first) …", flush=True)
            with tempfile.TemporaryDirectory(dir=cache_folder()) as folder:
                _make_base(Path(folder) / "rootfs", name)
    return name


def _make_base(rootfs: Path, name: str) -> None:
    options = ("--variant=minbase", f"--include={_PACKAGES}")
    run(*ISOLATED, "debootstrap", *options, _SUITE, rootfs)
    for needless in _NEEDLESS:
        shutil.rmtree(rootfs / needless, ignore_errors=True)
    container = _buildah("from", "scratch").strip()
    try:
        _buildah("add", "--quiet", container, str(rootfs), "/")
        _buildah("config", "--cmd", "python3", container)
        _buildah("commit", "--quiet", container, name)
    finally:
        _buildah("rm", container)


def _buildah(*arguments: str) -> str:
    """Run buildah with its storage in the cache; its mounts end with it."""
    storage = cache_folder() / "buildah"
    options = ("--root", str(storage / "root"), "--runroot", str(storage / "run"))
    return run(*ISOLATED, "buildah", *options, "--storage-driver", "overlay", *arguments)
