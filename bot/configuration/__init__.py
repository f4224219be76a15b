"""How settings are read: values, their text forms, the two places that they come from, and watch.toml."""
