"""The card's back: a buyer's cars and the year of care after a delivery (R9.2)."""
