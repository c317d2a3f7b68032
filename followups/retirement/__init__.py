"""A card goes out of use on request, and comes back (R1.4, R2.6)."""
