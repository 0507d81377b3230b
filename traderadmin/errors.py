"""The one family of errors a person can act on: title, message, hint."""

import traceback


class TraderAdminError(Exception):
    """Something a person must know about and can act on.

    Attributes:
        title: what failed, as a heading without a full stop ("Failed to pause services").
        message: what, where and why, in whole sentences; never a secret, never a traceback.
        hint: what to do next; empty where there is nothing to do.
    """

    def __init__(self, title: str, message: str, hint: str = "") -> None:
        super().__init__(f"{title}: {message}")
        self.title = title
        self.message = message
        self.hint = hint


class UnreadableConfigError(TraderAdminError):
    """A configuration file that is not UTF-8 or not TOML.

    Attributes:
        line: 1-based line at which reading failed; None where the file has no such place.
        column: 1-based column, None like `line`.
    """

    def __init__(
        self,
        title: str,
        message: str,
        hint: str = "",
        *,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(title, message, hint)
        self.line = line
        self.column = column


class NotFoundError(TraderAdminError):
    """The thing asked for (a file, a backup, a service) does not exist."""


class RefusedError(TraderAdminError):
    """The request was refused before anything was changed."""


class RevisionConflictError(RefusedError):
    """The file on disk is not the revision that the request started from."""


class LockHeldError(RefusedError):
    """Somebody else holds the apply lock, or left an unfinished journal."""


class UnconfirmedError(TraderAdminError):
    """A write whose outcome is not known: it may or may not have taken effect."""


class DeadlinePassedError(TraderAdminError):
    """A write took effect, but what should follow did not happen in time."""


class CancelledError(TraderAdminError):
    """The operator cancelled while it was still possible."""


def frames_of(error: BaseException) -> list[str]:
    """Type and frames of a defect and its causes. Messages stay out: they may quote a secret."""
    lines = []
    for each in _chain(error):
        lines.append(f"{type(each).__name__}\n")
        lines += traceback.format_tb(each.__traceback__)
    return lines


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    each: BaseException | None = error
    while each is not None and each not in found:
        found.append(each)
        each = each.__cause__ or each.__context__
    return found
