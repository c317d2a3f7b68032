"""The bell: what each person is told of what concerns them (R10.3)."""
