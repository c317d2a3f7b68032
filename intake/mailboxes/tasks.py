"""Mailboxes are read by the clock; the database says which are due (R5.1)."""

from celery import shared_task
from django.utils.timezone import now as clock

from ..distribution.tasks import hand_on
from .queries import due_mailboxes
from .services.keeping import follow_environment
from .services.polling import poll


@shared_task
def poll_mailboxes():
    """One task a mailbox, so that a server that is slow keeps no other waiting."""
    follow_environment(now=clock())
    for mailbox in due_mailboxes(clock()):
        poll_mailbox.delay(mailbox.pk)


@shared_task
def poll_mailbox(pk):
    mailbox = due_mailboxes(clock()).filter(pk=pk).select_related("source__store").first()
    if mailbox is not None:
        for number in poll(mailbox, clock=clock):
            hand_on(number)
