"""The models of the rooms, where Django looks for them."""

from .car_models.models import CarModel
from .change_requests.models import ChangeRequest, RequestKind, RequestState
from .companies.models import ContactPerson, FleetContract, FleetVehicle
from .customers.models import Customer, CustomerKey, RecentCard
from .events.models import MarketEvent
from .grading.models import Grade, GradingPolicy, StorePolicy
from .market_notes.models import MarketNote
from .opportunities.models import LostReason, Opportunity, OpportunityChange, State
from .prospecting.models import TargetCustomer

__all__ = [
    "CarModel",
    "ChangeRequest",
    "ContactPerson",
    "Customer",
    "CustomerKey",
    "FleetContract",
    "FleetVehicle",
    "Grade",
    "GradingPolicy",
    "LostReason",
    "MarketEvent",
    "MarketNote",
    "Opportunity",
    "OpportunityChange",
    "RecentCard",
    "RequestKind",
    "RequestState",
    "State",
    "StorePolicy",
    "TargetCustomer",
]
