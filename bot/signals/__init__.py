"""What a post says of the battlefield: signals, stances and places, read clause by clause (pure)."""
