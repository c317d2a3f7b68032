"""Who works with orders (R1.1)."""

from accounts.models import Role
from leads.queries import SALES_ROLES

# Finance sees the store's orders, without phone numbers, and looks after the money.
ORDER_ROLES = (*SALES_ROLES, Role.FINANCE)
MONEY_ROLES = (Role.MANAGER, Role.DIRECTOR, Role.FINANCE)
LEADING_ROLES = (Role.MANAGER, Role.DIRECTOR)
