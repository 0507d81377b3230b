"""What an orchestrator tells of a day's trading, for tests of what people see of it."""

from typing import Any

TRADING_DAY: dict[str, Any] = {
    "positions": {
        "AAPL": {"quantity": 40, "average_price": 231.18},
        "NVDA": {"quantity": -25, "average_price": 0.1234},
    },
    "working_orders": 2,
    "working": [
        {"order_id": "7f31c6aa", "symbol": "AMD", "side": "buy", "quantity": 30, "price": 138.72},
        {"order_id": "7f31c7aa", "symbol": "MSFT", "side": "sell", "quantity": 5, "price": 428.4},
    ],
    "unknown_orders": ["7f31c7aa"],
    "recent_orders": [
        {
            "order_id": "7f31c4aa",
            "when": "2026-11-23T14:55:19.040Z",
            "symbol": "AAPL",
            "side": "buy",
            "quantity": 40,
            "price": 231.18,
            "outcome": "filled",
            "reason": "",
            "message": "",
        },
        {
            "order_id": "7f31c5aa",
            "when": "2026-11-23T14:56:30.266Z",
            "symbol": "AMD",
            "side": "buy",
            "quantity": 600,
            "price": 138.7,
            "outcome": "refused",
            "reason": "max_order_size",
            "message": "600 shares are more than risk.max_order_size allows (500)",
        },
    ],
    "orders_today": {"accepted": 42, "refused": 2, "refused_by_reason": {"max_order_size": 2}},
    "realised_today": -12.5,
    "session_history": [
        {
            "kind": "closed",
            "at": "2026-11-22T20:00:00.004Z",
            "reason": "closed until 13:30 UTC",
            "by": "scheduler",
            "edge": "2026-11-22T20:00:00.000Z",
            "late_seconds": 0.004,
        },
        {
            "kind": "halted",
            "at": "2026-11-23T13:47:02.100Z",
            "reason": "halted by desk-2 at 13:47 UTC: feed gap on NVDA",
            "by": "level check",
            "edge": None,
            "late_seconds": None,
        },
        {
            "kind": "released",
            "at": "2026-11-23T14:02:10.000Z",
            "reason": "open until 20:00 UTC",
            "by": "level check",
            "edge": None,
            "late_seconds": None,
        },
    ],
    "window": {"start": "2026-11-23T13:30:00.000Z", "stop": "2026-11-23T20:00:00.000Z"},
    "scheduler": {"alive": True, "restarts": 0},
    "clock": {"steps": 0, "last_step": None},
    "standby": "",
    "orders_note": "",
    "session_history_note": "",
    "sent_outside_window": 0,
}
