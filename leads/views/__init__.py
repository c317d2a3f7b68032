from .customers import customer_edit, customer_list

__all__ = ["customer_edit", "customer_list"]
