from .board import Board, Receiver, load_board, receiver_for
from .register import (
    REGISTER_ROLES,
    register_rows,
    sales_shown,
    shown_name,
    shows_phone,
    shows_sale,
)

__all__ = [
    "REGISTER_ROLES",
    "Board",
    "Receiver",
    "load_board",
    "receiver_for",
    "register_rows",
    "sales_shown",
    "shown_name",
    "shows_phone",
    "shows_sale",
]
