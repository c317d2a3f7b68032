"""Sources as their page shows them, and whose token it is (R5.1)."""

from datetime import timedelta

from django.db.models import Count, F, Q

from accounts.people.models import Role

from .models import LeadSource
from .rules import hash_of

KEEPERS = (Role.MARKETING, Role.DIRECTOR)
COUNTED_FOR = timedelta(days=30)


def source_rows(user, *, now):
    """The sources that the user may see, those in use first, with their leads of the last 30 days."""
    recent = Count("leads", filter=Q(leads__received_at__gte=now - COUNTED_FOR))
    rows = LeadSource.objects.visible_to(user).select_related("store", "region")
    return rows.annotate(recent=recent).order_by(F("revoked_at").desc(nulls_first=True), "name")


def source_of(token):
    """Whose token it is, or ``None``: of nobody, or revoked."""
    rows = LeadSource.objects.standing().select_related("store").order_by()
    return next(iter(rows.filter(token_hash=hash_of(token))), None)
