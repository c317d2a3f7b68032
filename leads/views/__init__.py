from .customers import customer_edit, customer_list, customers_without_intent

__all__ = ["customer_edit", "customer_list", "customers_without_intent"]
