from .customers import (
    customer_edit,
    customer_list,
    customer_photo,
    customers_without_intent,
)

__all__ = ["customer_edit", "customer_list", "customer_photo", "customers_without_intent"]
