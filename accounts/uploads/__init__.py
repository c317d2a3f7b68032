"""Imports in the browser: upload, check, confirm, result (R1.3)."""
