from .changes import OpportunityChange
from .customers import UNKNOWN_BIRTHDAY, Channel, Customer, CustomerType, Gender, Lifecycle, Source
from .events import MarketEvent
from .opportunities import LostReason, Opportunity, State
from .policies import Grade, GradingPolicy, StorePolicy
from .requests import ChangeRequest, RequestKind, RequestState

__all__ = [
    "UNKNOWN_BIRTHDAY",
    "ChangeRequest",
    "Channel",
    "Customer",
    "CustomerType",
    "Gender",
    "Grade",
    "GradingPolicy",
    "Lifecycle",
    "LostReason",
    "MarketEvent",
    "Opportunity",
    "OpportunityChange",
    "RequestKind",
    "RequestState",
    "Source",
    "State",
    "StorePolicy",
]
