"""A person's worklist as a private calendar for the phone (R10)."""
