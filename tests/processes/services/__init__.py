"""The real services, started as their target starts them."""
