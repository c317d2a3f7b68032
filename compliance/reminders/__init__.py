"""Digests by e-mail and chat robot: what each person is reminded of, how it is said and delivered (R10.1)."""
