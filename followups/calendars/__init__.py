"""Which days count for a person: the absences known on a day, and days off (R4.7)."""
