"""What is cleaned: who may be one person, numbers that seem dead, data that cannot be right."""

from .doubles import DeadNumber, Suspicion, Why, WhyDead
from .invalid import CleaningRun, CleaningSchedule, InvalidKind, InvalidRecord

__all__ = [
    "CleaningRun",
    "CleaningSchedule",
    "DeadNumber",
    "InvalidKind",
    "InvalidRecord",
    "Suspicion",
    "Why",
    "WhyDead",
]
