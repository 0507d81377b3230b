"""TraderAdmin: change the live configuration of trading services safely."""

__version__ = "0.1.0"
