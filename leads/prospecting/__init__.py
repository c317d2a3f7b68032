"""Target customers 意向客户: names on a list, before anybody wants a car (R2.6, R14.2)."""
