"""Posts signals without a pause, asks again where no answer came, and keeps every answer."""

import http.client
import json
import threading
from collections.abc import Callable
from random import Random
from typing import Any

from tests.support.service_process import TOKEN
from traderadmin.clock import SystemClock

_PAUSE = 0.01
_HEADERS = {
    "Authorization": f"Bearer {TOKEN}",
    "Content-Type": "application/json",
    "Connection": "close",
}


def ask(port: int, method: str, path: str, body: bytes | None = None) -> dict[str, Any] | None:
    """A JSON answer over a connection of its own; None without one."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5.0)
    try:
        connection.request(method, path, body, _HEADERS)
        response = connection.getresponse()
        content = response.read()
        data: dict[str, Any] = json.loads(content)
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return data


class Pump:
    """One sender."""

    def __init__(self, name: str, seed: int, port: Callable[[], int]) -> None:
        self._name = name
        self._random = Random(seed)  # noqa: S311 - a simulation
        self._port = port
        self._clock = SystemClock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._lock = threading.Lock()
        self.rests = False
        self._answers: list[tuple[str, dict[str, Any]]] = []

    def start(self) -> None:
        """Begin to post."""
        self._thread.start()

    def stop(self) -> None:
        """Post no more."""
        self._stopping.set()
        self._thread.join()

    def answers(self) -> list[tuple[str, dict[str, Any]]]:
        """Those since the last time."""
        with self._lock:
            answers, self._answers = self._answers, []
        return answers

    def _run(self) -> None:
        number = 0
        signal = self._next(number)
        while not self._clock.wait(self._stopping, _PAUSE):
            if self.rests:
                continue
            answer = ask(self._port(), "POST", "/signals", json.dumps(signal).encode())
            if answer is None or "outcome" not in answer:
                continue  # the same signal again: whether it arrived is not known
            number += 1
            signal, answered = self._next(number), signal
            with self._lock:
                self._answers.append((answered["signal_id"], answer))

    def _next(self, number: int) -> dict[str, Any]:
        return {
            "signal_id": f"{self._name}-{number}",
            "symbol": self._random.choice(("AAPL", "MSFT")),
            "side": self._random.choice(("buy", "sell")),
            "quantity": self._random.randint(1, 20),
            "price": 100.0,
        }
