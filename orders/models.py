"""The models of the rooms, where Django looks for them."""

from .business_plans.models import BusinessPlan
from .buyers.models import CareItem, CareKind, OwnedVehicle, OwnedVehicleKey
from .delivery_sheets.models import DeliverySheet
from .deposits.models import DepositPolicy
from .discounts.models import DiscountPolicy
from .expenses.models import Expense, ExpenseKind
from .orders.models import DueKind, Order, OrderKey, OrderState, PaidBy, Payment, PaymentDue
from .quotations.models import LineKind, Quotation, QuotationLine, QuotationState
from .stock.models import Vehicle, VehicleKey
from .targets.models import Target

__all__ = [
    "BusinessPlan",
    "CareItem",
    "CareKind",
    "DeliverySheet",
    "DepositPolicy",
    "DiscountPolicy",
    "DueKind",
    "Expense",
    "ExpenseKind",
    "LineKind",
    "Order",
    "OrderKey",
    "OrderState",
    "OwnedVehicle",
    "OwnedVehicleKey",
    "PaidBy",
    "Payment",
    "PaymentDue",
    "Quotation",
    "QuotationLine",
    "QuotationState",
    "Target",
    "Vehicle",
    "VehicleKey",
]
