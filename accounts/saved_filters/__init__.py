"""Filters of lists that a person keeps under a name of their own (R3.5)."""
