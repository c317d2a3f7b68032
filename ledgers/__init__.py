"""Ledgers that are only ever added to: entries, sums, check, reversal (R8.6, R8.9)."""
