"""Days on which everybody works or nobody does, beside the published calendar (R3.2)."""
