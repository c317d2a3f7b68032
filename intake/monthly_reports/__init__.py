"""What marketing writes of a month: figures, experience, problems, measures, proposals (R13.2)."""
