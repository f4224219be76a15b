"""What a person may ask in a chat, and the answers."""
