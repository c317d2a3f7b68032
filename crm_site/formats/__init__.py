"""Dates and numbers as each language writes them, where a page does not say it itself."""
