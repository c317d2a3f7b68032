"""The manager's evening: the closing-time board, the review of contacts, red flags (R4.9, R4.11)."""
