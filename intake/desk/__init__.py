"""The telephone desk: stock of each class, the day by class and hour, lists that fill by themselves (R12)."""
