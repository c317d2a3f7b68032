"""A contact is recorded and the next one planned in one step (R4.2, R4.5); contacts with buyers too (R9.2)."""
