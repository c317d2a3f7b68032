"""What is written often of a contact, one tap away (R4.2, R4.3)."""
