"""Telling whoever sent a lead what becomes of it, by a signed call of their own address (R5.1)."""
