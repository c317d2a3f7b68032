"""Occasions and their price, proposals, appeals, reports, suspensions, and the ledger (R8.1–R8.8)."""
