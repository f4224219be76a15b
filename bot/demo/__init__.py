"""The demonstration: posts of our own that tell the night of 11–12 May 2023 again, and questions to ask about it."""
