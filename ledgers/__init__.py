"""Append-only ledgers of money (R8.6, R8.9): entries, sums kept beside them, check and reversal."""
