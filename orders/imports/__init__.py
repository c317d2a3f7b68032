"""Vehicles from spreadsheets."""
