"""What the record says of the copies that are made by the clock, and of restores that were tried (R13.4)."""
