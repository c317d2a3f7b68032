"""Where a lead goes that was sent to several stores (R5.2)."""

from django.db.models import Count, Q

from accounts.people.models import Store

from ..sources.models import LeadSource
from .models import IntakePolicy, LeadState
from .rules import Site, place_store


def store_for(source: LeadSource, district: str) -> Store | None:
    """The source's own store, else the one of its region or group that the district table names.

    ``None`` where there is no store at all.
    """
    if source.store is not None:
        return source.store
    stores = Store.objects.filter(region=source.region_id) if source.region_id else Store.objects
    waiting = Count("leads", filter=Q(leads__state=LeadState.NEW))
    found = {store.pk: store for store in stores.annotate(waiting=waiting).order_by("pk")}
    if not found:
        return None
    tables = dict(
        IntakePolicy.objects.filter(store__in=found).values_list("store", "districts"),
    )
    sites = [
        Site(store.pk, tuple(tables.get(store.pk, ())), store.waiting) for store in found.values()
    ]
    return found[place_store(district, sites)]
