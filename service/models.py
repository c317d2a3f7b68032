"""The models of the rooms, where Django looks for them."""

from .complaints.models import (
    CauseChange,
    Complaint,
    ComplaintCause,
    ComplaintFile,
    ComplaintKey,
    ComplaintPage,
    ComplaintStep,
    ComplaintTerm,
    PageSending,
)
from .losses.models import LossCall, LossPolicy, LossReview
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
    "CauseChange",
    "Complaint",
    "ComplaintCause",
    "ComplaintFile",
    "ComplaintKey",
    "ComplaintPage",
    "ComplaintStep",
    "ComplaintTerm",
    "LossCall",
    "LossPolicy",
    "LossReview",
    "MisconductDesk",
    "MisconductMessage",
    "MisconductPhoto",
    "MisconductReader",
    "MisconductReport",
    "MisconductSubject",
    "MisconductTrustee",
    "PageSending",
    "Question",
    "Survey",
    "SurveyPolicy",
]
