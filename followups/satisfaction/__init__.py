"""How satisfied buyers are with the use of their car, asked when they are cared for (S1, R9.2)."""
