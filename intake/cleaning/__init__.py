"""Suspected duplicates and dead numbers among customers and leads, looked for at night (R2.5, R5.2, R13.4)."""
