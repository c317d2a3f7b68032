"""The work-contact form by which a neglected customer changes hands (R6.6, R7)."""
