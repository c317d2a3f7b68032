"""Whose customer a phone number is, and no more than that (R1.3, R7.1)."""
