from .absences import Absence, AbsenceKind, PlanHandling
from .activities import Activity, ActivityMove, ActivityState, Mode, Priority, Purpose, Result
from .deadlines import Deadline

__all__ = [
    "Absence",
    "AbsenceKind",
    "Activity",
    "ActivityMove",
    "ActivityState",
    "Deadline",
    "Mode",
    "PlanHandling",
    "Priority",
    "Purpose",
    "Result",
]
