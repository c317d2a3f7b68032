"""People, their roles, and the regions and stores they work in (R1.1, R1.2)."""
