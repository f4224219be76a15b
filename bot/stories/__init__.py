"""Flagged posts joined into stories: copies, grouping, timelines, answers and severity (pure)."""
