"""Imports in the browser: upload, preview of errors, confirm, result."""
