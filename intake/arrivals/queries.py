"""Where a lead goes that was sent to several stores (R5.2)."""

from datetime import datetime

from django.db.models import Count

from accounts.people.models import Store
from orders.stock.models import Vehicle

from ..sources.models import LeadSource
from .models import IntakePolicy, Lead, LeadState
from .rules import Site, place_store


def store_for(source: LeadSource, district: str, model: str = "", *, now: datetime) -> Store | None:
    """The source's own store, else the one of its region or group that the district table names.

    Of several one that has the model in stock by then, free of orders.

    ``None`` where there is no store at all.
    """
    if source.store is not None:
        return source.store
    stores = Store.objects.filter(region=source.region_id) if source.region_id else Store.objects
    found = {store.pk: store for store in stores.order_by("pk")}
    if not found:
        return None
    tables = dict(
        IntakePolicy.objects.filter(store__in=found).values_list("store", "districts"),
    )
    rows = Lead.objects.filter(state=LeadState.NEW, store__in=found).order_by()
    waiting = dict(rows.values_list("store").annotate(number=Count("pk")))
    stocked = set()
    if model := " ".join(model.split()):
        on = next(iter(found.values())).business_date(now)
        free = Vehicle.objects.in_stock(on=on).free().filter(store__in=found, model__iexact=model)
        stocked = set(free.order_by().values_list("store", flat=True).distinct())
    sites = [Site(pk, tuple(tables.get(pk, ())), waiting.get(pk, 0), pk in stocked) for pk in found]
    return found[place_store(district, sites)]
