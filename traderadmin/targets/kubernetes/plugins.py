"""Why a login plugin failed: the client library only logs that, and goes on as nobody."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kubernetes.config import kube_config
from typing_extensions import override

from traderadmin.errors import TraderAdminError

_LONGEST = 300


class _Ear(logging.Filter):
    """Keeps what the library logs on one thread out of the log."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []
        self._thread = threading.get_ident()

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        if record.thread != self._thread or record.pathname != kube_config.__file__:
            return True
        self.heard.append(record.getMessage())
        return False


@contextmanager
def listening() -> Iterator[list[str]]:
    """What the library complains of inside the block, instead of in the log."""
    root, ear = logging.getLogger(), _Ear()
    quiet = logging.NullHandler()  # else the library's first message would set up logging
    root.addHandler(quiet)
    root.addFilter(ear)
    try:
        yield ear.heard
    finally:
        root.removeFilter(ear)
        root.removeHandler(quiet)


def failed(context: str, heard: list[str]) -> TraderAdminError:
    """The sentence for a plugin that gave no credentials."""
    whose = f"the context {context}" if context else "the current context"
    said = "; ".join(heard[0].removeprefix("exec: ").split("\n"))
    why = f"{said[:_LONGEST]}…" if len(said) > _LONGEST else said.rstrip(".")
    return TraderAdminError(
        "Not signed in to the cluster",
        f"The login plugin of {whose} failed: {why}.",
        "Sign in again (the way your cluster's login works); `kubectl get pods` must work, too.",
    )
