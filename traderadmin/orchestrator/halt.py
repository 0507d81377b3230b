"""Reads the halt latch; operators write it, the orchestrator only obeys."""

import json
from dataclasses import dataclass
from pathlib import Path

from traderadmin.contract.halt import HaltRecord
from traderadmin.contract.names import HALT_FILE
from traderadmin.service.files import read_file


@dataclass(frozen=True, slots=True)
class HaltLatch:
    """The halt record in a state folder."""

    state_dir: Path

    def reason(self) -> str | None:
        """Why trading is halted, in words; None when it is not. What cannot be read halts."""
        try:
            content = read_file(self.state_dir / HALT_FILE)
        except FileNotFoundError:
            return None
        except OSError as error:
            return f"halted: the halt record cannot be read ({error.strerror})"
        try:
            record = HaltRecord.from_json(json.loads(content))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return "halted: the halt record cannot be understood"
        why = f": {record.reason}" if record.reason else ""
        return f"halted by {record.who} at {record.when:%H:%M} UTC{why}"
