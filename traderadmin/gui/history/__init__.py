"""The History tab: what was done, by whom, why, how it ended; backups; comparing and restoring."""
