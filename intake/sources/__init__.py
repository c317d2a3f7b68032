"""Who sends leads by a token of their own (R5.1)."""
