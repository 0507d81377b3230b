"""Speed and size of TraderAdmin, each figure against a yardstick measured in the same run."""
