"""The keeper's pure parts: frames, wire, the names it accepts."""
