"""The models of the rooms, where Django looks for them."""

from .arrivals.models import IntakePolicy, Lead, LeadState, SetAside
from .cleaning.models import (
    CleaningRun,
    CleaningSchedule,
    DeadNumber,
    InvalidRecord,
    Suspicion,
)
from .costs.models import ChannelCost
from .desk.models import VisitConfirmation
from .desk_policies.models import DeskPolicy
from .desk_week.models import ARRANGED
from .distribution.models import Assignment, DistributionRule, RuleKind, Strength
from .first_contact.models import FirstContactTerm, StoreHours
from .invitations.models import KeptInvitation
from .lead_changes.models import LeadChange
from .mailboxes.models import Mail, Mailbox
from .monthly_reports.models import MonthlyReport
from .public_forms.models import FormSending, PublicForm
from .round_ups.models import RoundUp, RoundUpReading
from .sources.models import LeadSource, SourceCalls
from .urging.models import LeadMeasure, Urge
from .webhooks.models import Event, Webhook

__all__ = [
    "ARRANGED",
    "Assignment",
    "ChannelCost",
    "CleaningRun",
    "CleaningSchedule",
    "DeskPolicy",
    "DeadNumber",
    "DistributionRule",
    "Event",
    "FirstContactTerm",
    "FormSending",
    "IntakePolicy",
    "InvalidRecord",
    "KeptInvitation",
    "Lead",
    "LeadChange",
    "LeadMeasure",
    "LeadSource",
    "LeadState",
    "Mail",
    "Mailbox",
    "PublicForm",
    "MonthlyReport",
    "RoundUp",
    "RoundUpReading",
    "RuleKind",
    "SetAside",
    "SourceCalls",
    "StoreHours",
    "Strength",
    "VisitConfirmation",
    "Urge",
    "Webhook",
    "Suspicion",
]
