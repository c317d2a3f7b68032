"""Sources as their page shows them, and whose token it is (R5.1)."""

from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Q

from accounts.people.models import Role, User

from .models import LeadSource
from .rules import hash_of

KEEPERS = (Role.MARKETING, Role.DIRECTOR)
COUNTED_FOR = timedelta(days=30)


def source_rows(user, *, now):
    """The sources that the user may see, those in use first, with their leads of the last 30 days.

    ``is_kept``: the user may change it.
    """
    recent = Count("leads", filter=Q(leads__received_at__gte=now - COUNTED_FOR))
    kept = Exists(LeadSource.objects.kept_by(user).filter(pk=OuterRef("pk")))
    rows = LeadSource.objects.visible_to(user).select_related(
        "store", "region", "mailbox", "webhook"
    )
    rows = rows.annotate(recent=recent, is_kept=kept)
    return rows.order_by(F("revoked_at").desc(nulls_first=True), "name")


def keepers_of(source):
    """The keys of whoever is told that something is amiss with the source."""
    people = User.objects.filter(is_active=True, role__in=KEEPERS)
    if source.store_id:
        people = people.filter(store=source.store_id)
    elif source.region_id:
        people = people.filter(store=None, region=source.region_id)
    else:
        people = people.filter(store=None, region__isnull=False)
    return list(people.order_by("pk").values_list("pk", flat=True))


def source_of(token):
    """Whose token it is, or ``None``: of nobody, or revoked."""
    rows = LeadSource.objects.standing().select_related("store").order_by()
    return next(iter(rows.filter(token_hash=hash_of(token))), None)
