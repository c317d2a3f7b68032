"""Complaints: registered, answered or passed on, escalated, analysed and acted upon (R9.9, R14.1)."""
