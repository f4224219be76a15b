"""Who is told what and when (pure)."""
