"""Orders from the deposit to the plate, with their payment plan and payments (R2.7, R9.5, R9.10)."""
