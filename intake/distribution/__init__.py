"""Who gets a lead, by the rules of the store in their order, and until when they contact it (R5.2, R5.3)."""
