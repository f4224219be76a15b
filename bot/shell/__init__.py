"""What each shell command does: it opens the archive, wires the parts, and prints."""
