"""Tests of the project as a whole: what it ships, pins, imports and forbids."""
