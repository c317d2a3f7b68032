"""What is to come in: payments due and the ten-day forecast 十日收款预定表 (R9.5)."""
