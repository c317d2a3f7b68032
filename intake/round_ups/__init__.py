"""What somebody of the desk did in a day or week, told by the system and themselves (R12.4, R12.8)."""
