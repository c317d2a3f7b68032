"""How much the coming days hold, against what they should hold at most (R4.11)."""
