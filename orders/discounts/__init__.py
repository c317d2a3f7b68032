"""What share of a car's price a consultant may give alone, from a date on (R9.10)."""
