"""Market events: what they are to bring and what they cost (R9.7)."""
