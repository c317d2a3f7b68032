"""Pure rules of sheets: periods, and the grade on each day."""
