"""The whole road of the day, urging what lags on it, and what is done about the long untouched (R5.3, R5.6)."""
