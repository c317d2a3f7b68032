"""Plans: made, moved before they are overdue, cancelled with a reason (R4.1, R4.3, R4.4)."""
