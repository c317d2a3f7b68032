"""The tasks of the rooms, where Celery looks for them."""

from .errands.tasks import watch_errands
from .workdays.tasks import recount_working_days

__all__ = ["recount_working_days", "watch_errands"]
