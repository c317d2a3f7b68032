"""The monthly report of marketing with its figures: written, closed, printed, listed (R13.2)."""
