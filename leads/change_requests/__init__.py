"""Asking to change a name or phone, or to delete a card, and the answer (R1.4)."""
