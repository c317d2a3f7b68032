"""Whom a consultant must contact, open plans by day, what is overdue (R4.4, R4.11, R10.1)."""
