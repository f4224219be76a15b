"""Telegram's methods, room by room: each module has a table ``METHODS`` of requests and their handlers."""
