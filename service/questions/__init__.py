"""Questions of customers to the department that can answer them, and the answer that comes back (R5.4)."""
