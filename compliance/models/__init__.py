from .claims import Claim, ClaimState
from .departures import Departure, DepartureState
from .findings import AuditRun, Finding, Verdict
from .handovers import HandOver, HandOverItem, HandOverState
from .ledger import EntryKind, LedgerEntry, LedgerSum
from .penalties import Family, PenaltyKind, PenaltyPolicy, Proposal, ProposalState, Restart
from .reminders import ChatRobot, Delivery, DeliveryState, DigestKind, RobotFormat
from .sequels import Appeal, RectificationReport, ReportState, Suspension

__all__ = [
    "Appeal",
    "AuditRun",
    "ChatRobot",
    "Claim",
    "ClaimState",
    "Delivery",
    "DeliveryState",
    "Departure",
    "DepartureState",
    "DigestKind",
    "EntryKind",
    "Family",
    "Finding",
    "HandOver",
    "HandOverItem",
    "HandOverState",
    "LedgerEntry",
    "LedgerSum",
    "PenaltyKind",
    "PenaltyPolicy",
    "Proposal",
    "ProposalState",
    "RectificationReport",
    "ReportState",
    "Restart",
    "RobotFormat",
    "Suspension",
    "Verdict",
]
