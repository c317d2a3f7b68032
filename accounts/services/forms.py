"""Tokens of forms that were sent long ago are of no use: nobody sends those again."""

from datetime import timedelta

from accounts.models import SubmittedForm

KEPT = timedelta(days=7)


def purge_submitted_forms(*, now):
    """Delete the tokens older than ``KEPT``; returns how many."""
    return SubmittedForm.objects.filter(submitted_at__lt=now - KEPT).delete()[0]
