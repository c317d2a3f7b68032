"""Translations: compiling them, and sentences of Django that our catalogue says better."""
