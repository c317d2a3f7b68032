"""Hiring, changing and leaving: the administrator's pages and the import of the staff (R1.1, R1.2, R4.8)."""
