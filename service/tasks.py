"""The background work of the rooms, where Celery looks for it."""

from .questions.tasks import watch_questions

__all__ = ["watch_questions"]
