"""Letters, words and their forms in Russian, Ukrainian and English: what every reading of a text stands on (pure)."""
