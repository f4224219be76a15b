"""The way out: the pump that empties the outbox, its rate limits, and messengers that need no network."""
