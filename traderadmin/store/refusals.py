"""What is said when the configuration cannot be read or saved."""

from dataclasses import dataclass
from pathlib import Path

from traderadmin.contract.revision import short
from traderadmin.errors import (
    NotFoundError,
    RefusedError,
    RevisionConflictError,
    TraderAdminError,
    UnconfirmedError,
)
from traderadmin.store import wording

_NOT_SAVED = "Configuration not saved"
_NOT_CONFIRMED = "Save not confirmed"


@dataclass(frozen=True, slots=True)
class Refusals:
    """The sentences about one configuration file."""

    path: Path

    @property
    def _name(self) -> str:
        return self.path.name

    def missing(self, newest_backup: str, *, used: bool) -> NotFoundError:
        """There is no file; `used` says whether the folder ever had one, as far as it shows."""
        if newest_backup:
            hint = f"Copy {newest_backup} to {self._name} in that folder, then try again."
        else:
            hint = "Put the file back, then try again." if used else "Start from the template."
        message = f"There is no {self._name} in {self.path.parent}."
        return NotFoundError("No configuration", message, hint)

    def dangling(self) -> TraderAdminError:
        """The file is a link to nothing."""
        message = f"{self.path} is a symbolic link to {self.path.readlink()}, which is gone."
        title = "Configuration cannot be read"
        return TraderAdminError(title, message, "Put the file itself there.")

    def unreadable(self, error: OSError) -> TraderAdminError:
        """The file is there, but cannot be read."""
        message = f"{self.path} cannot be read: {wording.reason(error)}."
        return TraderAdminError("Configuration cannot be read", message, wording.hint(error))

    def schema_unreadable(self, path: Path, error: OSError) -> TraderAdminError:
        """The schema beside the file is there, but cannot be read."""
        message = f"{path} cannot be read: {wording.reason(error)}."
        return TraderAdminError("Schema cannot be read", message, wording.hint(error))

    def exists(self) -> RefusedError:
        """A first file was to be written where there is one."""
        message = f"There is a {self._name} in {self.path.parent}; it was left as it is."
        return RefusedError("Configuration exists already", message, "Reload to see it.")

    def gone(self) -> RevisionConflictError:
        """The file that was to be replaced is not there."""
        message = f"There is no {self._name} in {self.path.parent} any more."
        return RevisionConflictError(_NOT_SAVED, message, "Reload.")

    def changed(self, found: str, expected: str) -> RevisionConflictError:
        """The file that was to be replaced is another revision."""
        message = (
            f"{self.path} was changed by somebody else: it is revision "
            f"{short(found)}, not {short(expected)}."
        )
        return RevisionConflictError(_NOT_SAVED, message, "Reload; your edits are kept.")

    def link(self) -> RefusedError:
        """Replacing a link would cut it; following it would write outside this folder."""
        message = (
            f"{self.path} is a symbolic link to {self.path.readlink()}. "
            "TraderAdmin replaces files in its own folder only."
        )
        hint = f"Put the file itself there, or open the folder of the real {self._name}."
        return RefusedError(_NOT_SAVED, message, hint)

    def not_saved(self, why: TraderAdminError) -> RefusedError:
        """The file that was to be replaced cannot even be read."""
        return RefusedError(_NOT_SAVED, why.message, why.hint)

    def unwritable(self, error: OSError) -> RefusedError:
        """The system refused; nothing was changed."""
        message = f"{self.path} could not be written: {wording.reason(error)}. It is as before."
        return RefusedError(_NOT_SAVED, message, wording.hint(error))

    def busy(self, seconds: float) -> RefusedError:
        """Somebody else holds the folder's lock."""
        message = f"Somebody else has been writing in {self.path.parent} for {seconds:.0f} s."
        return RefusedError(_NOT_SAVED, message, "Try again.")

    def unconfirmed(self, error: OSError) -> UnconfirmedError:
        """The system failed where that leaves the outcome open."""
        message = (
            f"{self.path} may or may not have been replaced for good: {wording.reason(error)}."
        )
        return UnconfirmedError(_NOT_CONFIRMED, message, wording.hint(error))

    def not_read_back(self, why: str) -> UnconfirmedError:
        """The file was replaced, but what is read back does not show it."""
        message = f"{self.path} was replaced, but {why}"
        hint = "Reload to see what the file holds now."
        return UnconfirmedError(_NOT_CONFIRMED, message, hint)
