"""How a telephone desk lays out its day and week, by team and from a date on (R12.3, R12.4)."""
