"""The customer card 客户卡: one person, one card, changed with its history kept (R1.3, R1.4, R2.1–R2.6)."""
