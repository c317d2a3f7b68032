"""The background work of the rooms, where Celery looks for it."""

from .quotations.tasks import watch_quotations

__all__ = ["watch_quotations"]
