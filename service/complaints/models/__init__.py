"""Complaints, and what a store lays down about them."""

from .cases import Channel, Complaint, ComplaintKey, Confirmation
from .laid_down import (
    CauseChange,
    ComplaintCause,
    ComplaintPage,
    ComplaintTerm,
    PageSending,
    Severity,
)
from .steps import ComplaintFile, ComplaintStep, Happened

__all__ = [
    "CauseChange",
    "Channel",
    "Complaint",
    "ComplaintCause",
    "ComplaintFile",
    "ComplaintKey",
    "ComplaintPage",
    "ComplaintStep",
    "ComplaintTerm",
    "Confirmation",
    "Happened",
    "PageSending",
    "Severity",
]
