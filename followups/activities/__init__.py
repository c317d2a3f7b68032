"""Activities: planned, carried out, cancelled or moved (R4.1), and when a contact is effective (R4.5)."""
