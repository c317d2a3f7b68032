"""The nightly audit of a store, date by date, and its report (R6)."""
