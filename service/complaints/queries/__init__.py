"""Complaints as they are read: lists, rights, public page, analysis."""
