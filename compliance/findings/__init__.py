"""What the audit found: opened, carried over, closed, annotated (R4.9, R6.8)."""
