"""The menu of each role, and how much waits behind its entries (R1.1)."""
