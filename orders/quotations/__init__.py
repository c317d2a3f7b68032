"""Quotations 报价单: what a car would cost a customer, with loan, trade-in and discount (R9.10, R14.4)."""
