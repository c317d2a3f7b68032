"""Log-in, second factor, passwords, sessions, language and a person's own page (R1.1)."""
