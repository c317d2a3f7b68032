"""What is to be sold in a month, and how far it has come (R9.7)."""
