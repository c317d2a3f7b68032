"""What customers say after a visit or a delivery: three questions, once of each (R5.6, R13.3)."""
