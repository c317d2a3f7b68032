"""The models of the rooms, where Django looks for them."""

from .arrivals.models import IntakePolicy, Lead, LeadState, SetAside
from .distribution.models import Assignment, DistributionRule, RuleKind, Strength
from .first_contact.models import FirstContactTerm, StoreHours
from .sources.models import LeadSource, SourceCalls

__all__ = [
    "Assignment",
    "DistributionRule",
    "FirstContactTerm",
    "IntakePolicy",
    "Lead",
    "LeadSource",
    "LeadState",
    "RuleKind",
    "SetAside",
    "SourceCalls",
    "StoreHours",
    "Strength",
]
