"""The background work of the rooms, where Celery looks for it."""

from .misconduct.tasks import follow_up_misconduct
from .questions.tasks import watch_questions
from .surveys.tasks import open_due_surveys, watch_call_backs

__all__ = ["follow_up_misconduct", "open_due_surveys", "watch_call_backs", "watch_questions"]
