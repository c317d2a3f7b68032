"""Customers given to other consultants, many at once, and consultants who leave (R4.8, R5.2)."""
