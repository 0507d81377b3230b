"""The paper broker's own book: what it was sent and what it executed, kept in a file.

It is a broker's, so it is no part of the order log and is never compared with it by us. It
survives the process but, as it only simulates, not a power failure.
"""

import errno
import json
import os
from collections import OrderedDict
from pathlib import Path
from typing import Any

from traderadmin.errors import TraderAdminError
from traderadmin.orchestrator.broker import OrderState, Report
from traderadmin.orchestrator.orders import UNREADABLE, Order
from traderadmin.service.logs import logger

PAPER_FILE = "paper-broker.jsonl"
_TITLE = "The paper broker's book cannot be used"
_LARGE = 64 * 1024 * 1024
_REMEMBERED = 10_000

_log = logger("broker")


class PaperBook:
    """Orders it has, by id. Not thread-safe: the paper broker guards it."""

    def __init__(self, state_dir: Path) -> None:
        """Read the file. Raises: TraderAdminError when it cannot be used."""
        self._path = state_dir / PAPER_FILE
        self._working: dict[str, tuple[Order, str]] = {}
        self._done: OrderedDict[str, Report] = OrderedDict()
        try:
            self._read()
            self._descriptor = os.open(
                self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644
            )
            self._size = os.fstat(self._descriptor).st_size
        except OSError as error:
            raise TraderAdminError(_TITLE, f"{self._path}: {error.strerror}.") from error

    @property
    def working(self) -> tuple[Order, ...]:
        """Orders without an end, oldest first."""
        return tuple(order for order, _ in self._working.values())

    def report_on(self, order_id: str) -> Report | None:
        """What is known of an order; None when it never arrived."""
        if order_id in self._working:
            return Report(order_id, OrderState.WORKING)
        return self._done.get(order_id)

    def receive(self, order: Order, account: str) -> None:
        """Take an order. Raises: TraderAdminError when it cannot be kept; then it is not taken."""
        self._write({"received": order.to_json(), "account": account})
        self._take(order, account)

    def execute(self, report: Report) -> None:
        """An order came to its end. Raises: TraderAdminError when it cannot be kept."""
        self._write(_executed(report))
        self._finish(report)

    def close(self) -> None:
        """Give the file up."""
        os.close(self._descriptor)

    def _take(self, order: Order, account: str) -> None:
        self._working[order.order_id] = (order, account)

    def _finish(self, report: Report) -> None:
        self._working.pop(report.order_id, None)
        self._done[report.order_id] = report
        while len(self._done) > _REMEMBERED:
            self._done.popitem(last=False)

    def _write(self, line: dict[str, Any]) -> None:
        content = json.dumps(line, ensure_ascii=False).encode() + b"\n"
        try:
            self._write_whole(content)
        except OSError as error:
            raise TraderAdminError(_TITLE, f"{self._path}: {error.strerror}.") from error
        self._size += len(content)

    def _write_whole(self, content: bytes) -> None:
        if os.write(self._descriptor, content) < len(content):
            os.ftruncate(self._descriptor, self._size)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _read(self) -> None:
        if not self._path.exists():
            return
        content = self._path.read_bytes()
        for line in content.splitlines(keepends=True):
            self._read_line(line)
        if len(content) > _LARGE or not content.endswith(b"\n"):
            self._rewrite()

    def _read_line(self, line: bytes) -> None:
        try:
            data = json.loads(line)
            if "received" in data:
                self._take(Order.from_json(data["received"]), str(data["account"]))
            else:
                self._finish(
                    Report(
                        str(data["order_id"]),
                        OrderState(data["state"]),
                        float(data["price"]),
                        float(data["commission"]),
                    )
                )
        except UNREADABLE:
            _log.warning("a line of %s makes no sense and is left out", self._path.name)

    def _rewrite(self) -> None:
        """Keep what may still be asked for."""
        lines: list[dict[str, Any]] = [_executed(report) for report in self._done.values()]
        lines += [
            {"received": order.to_json(), "account": account}
            for order, account in self._working.values()
        ]
        fresh = self._path.with_suffix(".new")
        fresh.write_bytes(b"".join(json.dumps(line).encode() + b"\n" for line in lines))
        fresh.replace(self._path)


def _executed(report: Report) -> dict[str, Any]:
    return {
        "order_id": report.order_id,
        "state": report.state.value,
        "price": report.price,
        "commission": report.commission,
    }
