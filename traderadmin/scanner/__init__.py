"""The scanner: watches a price feed and posts signals to the orchestrator."""
