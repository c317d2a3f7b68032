"""Leads by e-mail: the mailbox of a source is read over IMAP, each mail once (R5.1)."""
