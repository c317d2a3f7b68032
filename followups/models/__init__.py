from .absences import Absence, AbsenceKind, AbsencePlan, AbsenceState, PlanHandling
from .activities import Activity, ActivityMove, ActivityState, Mode, Priority, Purpose, Result
from .annotations import Annotation
from .deadlines import Deadline
from .feeds import CalendarFeed
from .recordings import Recording
from .reviews import Review
from .workload import DayLimits, GradeDay

__all__ = [
    "Absence",
    "AbsenceKind",
    "AbsencePlan",
    "AbsenceState",
    "Activity",
    "ActivityMove",
    "ActivityState",
    "Annotation",
    "CalendarFeed",
    "DayLimits",
    "Deadline",
    "GradeDay",
    "Mode",
    "PlanHandling",
    "Priority",
    "Purpose",
    "Recording",
    "Result",
    "Review",
]
