"""The first page after the log-in (R1.1)."""
