"""Vehicles in stock, how they stand, and what came and was sold 进销存 (R9.7)."""
