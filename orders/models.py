"""The models of the rooms, where Django looks for them."""

from .business_plans.models import BusinessPlan
from .buyers.models import CareItem, CareKind, OwnedVehicle
from .deposits.models import DepositPolicy
from .orders.models import DueKind, Order, OrderState, PaidBy, Payment, PaymentDue
from .stock.models import Vehicle
from .targets.models import Target

__all__ = [
    "BusinessPlan",
    "CareItem",
    "CareKind",
    "DepositPolicy",
    "DueKind",
    "Order",
    "OrderState",
    "OwnedVehicle",
    "PaidBy",
    "Payment",
    "PaymentDue",
    "Target",
    "Vehicle",
]
