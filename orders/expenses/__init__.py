"""What is spent on an intent: fuel of a test drive, gifts, meals, trips, brokerage (R14.4)."""
