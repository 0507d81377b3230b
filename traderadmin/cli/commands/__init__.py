"""A module for each command or family of commands; each is imported only when it is run."""
