"""The customer card with everything on it: timeline, advice, history of changes (R1.4, R2.3, R3.4, R4.12)."""
