"""The models of the rooms, where Django looks for them."""

from .absences.models import AbsencePlan
from .annotations.models import Annotation
from .calendars.models import Absence, AbsenceKind, AbsenceState, PlanHandling
from .deadlines.models import Deadline
from .errands.models import Errand
from .evening.models import Review
from .feeds.models import CalendarFeed
from .merging.models import Merge
from .note_parts.models import NotePart
from .phone_lookup.models import PhoneLookup
from .phrases.models import Phrase
from .quotas.models import DayQuota
from .recordings.models import Recording
from .support.models import SupportRequest
from .take_overs.models import TakeOver
from .week_targets.models import WeekTarget
from .workload.models import DayLimits, GradeDay

__all__ = [
    "Absence",
    "AbsenceKind",
    "AbsencePlan",
    "AbsenceState",
    "Annotation",
    "CalendarFeed",
    "DayLimits",
    "DayQuota",
    "Deadline",
    "Errand",
    "GradeDay",
    "NotePart",
    "Phrase",
    "Merge",
    "PhoneLookup",
    "PlanHandling",
    "Recording",
    "Review",
    "SupportRequest",
    "TakeOver",
    "WeekTarget",
]
