from .findings import AuditRun, Finding, Verdict
from .ledger import EntryKind, LedgerEntry, LedgerSum
from .penalties import Family, PenaltyKind, PenaltyPolicy, Proposal, ProposalState, Restart

__all__ = [
    "AuditRun",
    "EntryKind",
    "Family",
    "Finding",
    "LedgerEntry",
    "LedgerSum",
    "PenaltyKind",
    "PenaltyPolicy",
    "Proposal",
    "ProposalState",
    "Restart",
    "Verdict",
]
