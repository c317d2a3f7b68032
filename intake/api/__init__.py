"""Leads by HTTP: sent by machines, with a token of their own (R5.1)."""
