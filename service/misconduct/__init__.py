"""Misconduct 监督举报: told in confidence, read by few, never by whom it is about, followed by a code (R13.4)."""
