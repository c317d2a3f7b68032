"""The target customers of a week: chosen by who leads, done when they are contacted (S1)."""
