"""The models of the rooms, where Django looks for them."""

from .arrivals.models import IntakePolicy, Lead, LeadState, SetAside
from .distribution.models import Assignment, DistributionRule, RuleKind, Strength
from .first_contact.models import FirstContactTerm, StoreHours
from .invitations.models import KeptInvitation
from .monthly_reports.models import MonthlyReport
from .public_forms.models import FormSending, PublicForm
from .sources.models import LeadSource, SourceCalls

__all__ = [
    "Assignment",
    "DistributionRule",
    "FirstContactTerm",
    "FormSending",
    "IntakePolicy",
    "KeptInvitation",
    "Lead",
    "LeadSource",
    "LeadState",
    "PublicForm",
    "MonthlyReport",
    "RuleKind",
    "SetAside",
    "SourceCalls",
    "StoreHours",
    "Strength",
]
