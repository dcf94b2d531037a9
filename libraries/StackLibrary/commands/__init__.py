"""A system that is already running, reached by the commands that a TOML file names."""
