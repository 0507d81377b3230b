"""Tests of traderadmin.config."""
