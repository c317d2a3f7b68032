"""Monthly scores of departments and people: weights, drawing up, appeal, sign-off, honours (R13.3)."""
