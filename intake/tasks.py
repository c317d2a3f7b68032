"""Where Celery looks for the tasks of the rooms."""

from .cleaning.tasks import (
    look_for_all_duplicates,
    look_for_invalid_data,
    look_in_store,
    search_store,
)
from .distribution.tasks import carry_on_lead, sweep_leads, watch_first_contacts
from .mailboxes.tasks import poll_mailbox, poll_mailboxes
from .webhooks.tasks import forget_old_events, send_to_source, send_to_sources

__all__ = [
    "carry_on_lead",
    "forget_old_events",
    "look_for_all_duplicates",
    "look_for_invalid_data",
    "look_in_store",
    "poll_mailbox",
    "poll_mailboxes",
    "search_store",
    "send_to_source",
    "send_to_sources",
    "sweep_leads",
    "watch_first_contacts",
]
