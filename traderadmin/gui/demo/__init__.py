"""The demo: the real window, driven offscreen by clicks and key presses through real applies."""
