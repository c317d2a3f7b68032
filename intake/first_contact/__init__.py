"""Until when an assigned lead is first contacted, in the opening hours of the store (R5.3)."""
