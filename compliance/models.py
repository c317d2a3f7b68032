"""The models of the rooms, where Django looks for them."""

from .audit.models import AuditRun, AuditWithdrawal
from .claims.models import Claim, ClaimState
from .findings.models import Finding, Verdict
from .hand_over.models import Departure, DepartureState, HandOver, HandOverItem, HandOverState
from .reminders.models import (
    ChatRobot,
    Delivery,
    DigestKind,
)

__all__ = [
    "AuditRun",
    "AuditWithdrawal",
    "ChatRobot",
    "Claim",
    "ClaimState",
    "Delivery",
    "Departure",
    "DepartureState",
    "DigestKind",
    "Finding",
    "HandOver",
    "HandOverItem",
    "HandOverState",
    "Verdict",
]
