"""Log-in, password, language and a person's own page (R1.1)."""
