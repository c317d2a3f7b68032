"""All of a target customer on one page, and how it becomes a customer with an intent (R2.5, R2.6, R14.2)."""
