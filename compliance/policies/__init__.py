"""The director's policies of a store: grading and penalties, adopted or withdrawn (R3.2, R8.5)."""
