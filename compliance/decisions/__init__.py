"""The inbox: everything that waits for one's decision, what was decided, and many decisions at once (R1.2)."""
