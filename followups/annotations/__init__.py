"""Annotations and instructions that managers and directors write on an activity (R4.9)."""
