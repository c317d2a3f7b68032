"""Marketing's changes of who a lead is or what it came from wait for a leader (R13.4)."""
