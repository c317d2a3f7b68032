"""What a store lays down about its leads: rules of distribution, strengths, terms, districts (R5.2, R5.3)."""
