"""Leads: recorded as they arrive, then sorted (R5.1, R5.2)."""
