"""Leads as marketing looks at them: spans compared, month by month, what a quick answer is worth (R13.1)."""
