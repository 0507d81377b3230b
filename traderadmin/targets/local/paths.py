"""Where the local target keeps its files."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

_APPLICATION = "traderadmin"


@dataclass(frozen=True, slots=True)
class LocalPaths:
    """The folders of one local target.

    Attributes:
        config: `config.toml`, its backups and history, the apply lock and the journal.
        state: the halt record, the signal token, and what the services write.
        logs: one log file for each service.
        services: one folder for each service, with its durable record.
    """

    config: Path
    state: Path
    logs: Path
    services: Path

    @classmethod
    def default(cls) -> Self:
        """The platform's usual folders of this user."""
        import platformdirs  # noqa: PLC0415 - not wanted where a folder is named

        state = platformdirs.user_state_path(_APPLICATION, appauthor=False)
        return cls(
            config=platformdirs.user_config_path(_APPLICATION, appauthor=False),
            state=state,
            logs=platformdirs.user_log_path(_APPLICATION, appauthor=False),
            services=state / "services",
        )

    @classmethod
    def under(cls, config_dir: Path) -> Self:
        """Everything under one folder, with `config.toml` in that folder itself."""
        folder = config_dir.expanduser().absolute()
        return cls(folder, folder / "state", folder / "logs", folder / "services")

    def log(self, name: str) -> Path:
        """The log file of a service."""
        return self.logs / f"{name}.log"

    def service(self, name: str) -> Path:
        """The folder with the record of a service."""
        return self.services / name
