"""Two cards of one person become one, and can be parted again for 30 days (R2.5, R1.4)."""
