"""An invitation kept: whom the telephone desk invited goes to the floor with their history (R12.4)."""
