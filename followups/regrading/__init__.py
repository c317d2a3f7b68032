"""Grade and date of an intent outside a contact: in one line, from list, card or board (R3.1, R3.3, R3.5)."""
