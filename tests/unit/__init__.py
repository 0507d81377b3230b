"""Unit tests: one part at a time, our own ports faked."""
