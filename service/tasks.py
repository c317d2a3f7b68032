"""The background work of the rooms, where Celery looks for it."""

from .complaints.tasks import remove_lost_files, watch_complaints
from .losses.tasks import watch_losses
from .misconduct.tasks import follow_up_misconduct
from .questions.tasks import watch_questions
from .surveys.tasks import open_due_surveys, watch_call_backs

__all__ = [
    "follow_up_misconduct",
    "open_due_surveys",
    "remove_lost_files",
    "watch_call_backs",
    "watch_complaints",
    "watch_losses",
    "watch_questions",
]
