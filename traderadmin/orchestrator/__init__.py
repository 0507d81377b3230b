"""The orchestrator: holds the trading session and the gate that every order passes."""
