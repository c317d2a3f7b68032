"""The customer card as an A4 form, front and back 客户卡 (R9.2)."""
