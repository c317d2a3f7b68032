"""A new customer, or a further opportunity of one: card, intent and first plan in one form (R2, R4.2)."""
