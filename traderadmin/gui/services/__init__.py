"""The Services tab: a card for each service, the trading session, start and stop, the log."""
