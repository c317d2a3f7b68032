"""What is known of a company: its people with their roles, its fleet and its contracts (R2.3, R14.2)."""
