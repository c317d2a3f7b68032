"""Audio recordings of contacts: checked by content, heard by those who may (R4.10)."""
