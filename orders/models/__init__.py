from .buyers import CareItem, CareKind, OwnedVehicle
from .orders import Order, OrderState
from .payments import DueKind, Payment, PaymentDue, PaymentWay
from .targets import Target
from .vehicles import Vehicle

__all__ = [
    "CareItem",
    "CareKind",
    "DueKind",
    "Order",
    "OrderState",
    "OwnedVehicle",
    "Payment",
    "PaymentDue",
    "PaymentWay",
    "Target",
    "Vehicle",
]
