"""Who owns a customer; how an opportunity ends or comes back outside a contact (R2.7, R4.8)."""
