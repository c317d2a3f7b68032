"""The delivery sheet 交车单, which a manager confirms before the car leaves (R5.5)."""
