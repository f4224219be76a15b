"""The words of the field as frozen records: what every other room talks about (standard library only)."""
