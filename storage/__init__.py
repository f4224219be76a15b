"""The archive: all SQL is here. ``open_archive`` is the only door."""
