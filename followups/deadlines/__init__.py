"""By this day, this person owes this: derived from the records, read by worklist and audit (R6)."""
