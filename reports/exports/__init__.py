"""Sheets as spreadsheets: asked for, made, fetched, kept in a log (R1.3)."""
