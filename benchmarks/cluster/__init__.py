"""Figures on a real cluster: an apply against an operator's own script, and our share of it."""
