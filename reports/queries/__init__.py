"""What the sheets read; nothing here writes."""
