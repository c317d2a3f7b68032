"""A note by its standard: interests, objections, what was introduced, the next step, remarks (R12.5)."""
