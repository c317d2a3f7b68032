"""A store grades by another policy from a date on: what that would do, adopting it, withdrawing it (R3.2)."""
