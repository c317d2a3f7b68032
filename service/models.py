"""The models of the rooms, where Django looks for them."""

from .complaints.models import (
    CauseChange,
    Complaint,
    ComplaintCause,
    ComplaintFile,
    ComplaintPage,
    ComplaintStep,
    ComplaintTerm,
    PageSending,
)
from .misconduct.models import (
    MisconductDesk,
    MisconductMessage,
    MisconductPhoto,
    MisconductReader,
    MisconductReport,
    MisconductSubject,
    MisconductTrustee,
)
from .questions.models import Question
from .surveys.models import Survey, SurveyPolicy

__all__ = [
    "MisconductDesk",
    "MisconductMessage",
    "MisconductPhoto",
    "MisconductReader",
    "MisconductReport",
    "MisconductSubject",
    "MisconductTrustee",
    "Question",
    "Survey",
    "SurveyPolicy",
    "CauseChange",
    "Complaint",
    "ComplaintCause",
    "ComplaintFile",
    "ComplaintPage",
    "ComplaintStep",
    "ComplaintTerm",
    "PageSending",
    "Question",
]
