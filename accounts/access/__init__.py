"""Who may see whose work, and who may decide about it, said once (R1.2, R1.3)."""
