"""The main window: its bars, apply panel, banners, and the desk that holds one open target."""
