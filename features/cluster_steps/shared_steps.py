"""The steps that are the same on every target."""

from features.steps import apply_steps, order_steps, schedule_steps, window_steps

__all__ = ["apply_steps", "order_steps", "schedule_steps", "window_steps"]
