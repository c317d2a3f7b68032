"""Where Celery looks for the tasks of the rooms."""

from .distribution.tasks import carry_on_lead, sweep_leads, watch_first_contacts

__all__ = ["carry_on_lead", "sweep_leads", "watch_first_contacts"]
