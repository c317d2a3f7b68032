"""Undoing what was logged, moved or cancelled by mistake: for ten minutes, as a further act (R1.4, R4.2)."""
