"""Rows that point at a card, or at an intent that ended, follow to the one that is kept, and go back."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Q

from foundation.bulk import update_objects
from foundation.history import Cause, change_all, record_present
from leads.customers.models import Customer

from ..rules import Follow, Stay, of_cards

Moved = dict[str, list[int]]


def follow(entries: Iterable[Follow | Stay], *, source: int, target: int, cause: Cause) -> Moved:
    """Let the rows of all entries follow from ``source`` to ``target``; returns which did."""
    moved = {}
    for entry in entries:
        if isinstance(entry, Stay):
            continue
        model: Any = apps.get_model(entry.model)
        rows = model._base_manager.filter(**{entry.field: source})
        if entry.alone is not None:
            rows = rows.exclude(_taken(model, entry, target))
        if keys := _point(model, entry.field, rows, target, cause):
            moved[f"{entry.model}.{entry.field}"] = keys
    return moved


def go_back(
    moved: Mapping[str, list[int]], *, source: int, target: int, cause: Cause, with_intents: bool
) -> None:
    """Let those of the ``moved`` rows that still point at ``target`` point at ``source`` again.

    ``with_intents``: and whatever came since about an intent that goes back.
    """
    intents = moved.get("leads.Opportunity.customer", [])
    for place, keys in moved.items():
        label, field = place.rsplit(".", 1)
        model: Any = apps.get_model(label)
        _point(
            model, field, model._base_manager.filter(pk__in=keys, **{field: target}), source, cause
        )
    if not with_intents:
        return
    for entry in of_cards:
        model = apps.get_model(entry.model)
        names = {field.name for field in model._meta.concrete_fields}
        for name, path in (("opportunity", "opportunity"), ("activity", "activity__opportunity")):
            if name in names:
                about = {f"{path}__in": intents, entry.field: target}
                rows = model._base_manager.filter(**about)
                _point(model, entry.field, rows, source, cause)


def follow_introducers(kept: Customer, numbers: Mapping[str, str], cause: Cause) -> dict[str, str]:
    """Whoever was introduced by either number is by the kept card's; ``{key: number before}``."""
    old = set(numbers.values()) - {kept.phone}
    rows = Customer.objects.filter(store=kept.store_id, introducer_phone__in=old).order_by("pk")
    found = list(rows.select_for_update(of=("self",)))
    before = {str(card.pk): card.introducer_phone for card in found}
    for card in found:
        card.introducer_phone = kept.phone
    keys = [card.pk for card in found]
    Customer.objects.filter(pk__in=keys).update(introducer_phone=kept.phone)
    record_present(Customer, found, cause)
    return before


def part_by_number(*, source: int, target: int, number: str, since: datetime, cause: Cause) -> None:
    """Let what came ``since`` under the ``number`` of ``source`` go to it, but for what is about an intent of
    ``target``."""
    for entry in of_cards:
        if isinstance(entry, Stay) or not entry.number:
            continue
        model: Any = apps.get_model(entry.model)
        rows = model._base_manager.filter(
            Q(opportunity=None) | Q(opportunity__customer=source),
            **{entry.field: target, entry.number: number, f"{entry.since}__gte": since},
        )
        _point(model, entry.field, rows, source, cause)


def _taken(model: Any, entry: Follow, target: int) -> Q:
    there = model._base_manager.filter(**{entry.field: target}, **entry.among)
    if not entry.alone:
        return Q(**entry.among) if there.exists() else Q(pk__in=[])
    (name,) = entry.alone
    return Q(**entry.among, **{f"{name}__in": there.values(name)})


def _point(model: Any, field: str, rows: Any, target: int, cause: Cause) -> list[int]:
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    attname = model._meta.get_field(field).attname
    for row in found:
        setattr(row, attname, target)
    if hasattr(model, "history"):
        change_all(model, found, [attname], cause)
    else:
        update_objects(model, found, [attname])
    return [row.pk for row in found]
