"""Holidays and working days of the dealership, and counting days that leave others out (R4.7)."""
