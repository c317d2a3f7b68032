"""Asking a provider who somebody is, and whose account here that is."""
