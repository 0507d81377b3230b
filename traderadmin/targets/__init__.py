"""Where services run: the port (`port`, `states`) and its adapters (`local`)."""
