"""The ports that the SQLite archive fulfils, each call one unit on the right connection."""
