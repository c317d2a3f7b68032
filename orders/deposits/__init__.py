"""The usual deposit of a store, from a date on: proposed with an order, never demanded (R9.10)."""
