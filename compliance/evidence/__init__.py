"""Recordings that are evidence: none is removed while a dispute about it is open (R4.10)."""
