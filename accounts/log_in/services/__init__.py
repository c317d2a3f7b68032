"""Attempts, marks of a session, second factors, and whose language is which."""
