"""The sheets 报表: what a sheet is, each of them, and the rows behind each of their figures (R9)."""
