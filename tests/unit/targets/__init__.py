"""Targets: saved ones, and what an adapter makes of a cluster's objects."""
