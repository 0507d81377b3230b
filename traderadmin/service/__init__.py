"""The runtime every service shares: settings, configuration watch, HTTP, logging, shutdown.

A service hands in its parts (see `parts.Part`); what they decide is none of this package's.
"""
