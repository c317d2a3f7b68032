"""Losses are looked at again: somebody else calls the customer, agrees or takes it up again (R2.7, R9.6)."""
