"""The desk of whoever sorts leads: one list, a lead by hand, and what is done with one (R5.1, R5.2)."""
