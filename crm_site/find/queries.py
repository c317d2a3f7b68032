"""One search for all that a person may see: customers, their cars, orders, stock, pages in both languages."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.access.queries import ORDER_ROLES, READING_ROLES, stores_of
from foundation.finding import find
from foundation.spelling import sound_keys, spelled
from leads.customers.models import Customer
from leads.customers.queries import find_customers, recent_cards
from leads.customers.rules import mask_phone
from leads.prospecting.queries import targets_found
from orders.buyers.models import OwnedVehicle
from orders.orders.models import Order
from orders.stock.models import Vehicle

from ..menu.queries import pages_of

MOST = 8
MOST_OF_OTHERS = 5
# A shorter beginning of an order's number, a plate or a VIN says nothing.
SHORTEST_NUMBER = 3


@dataclass(frozen=True)
class Hit:
    """One line of what was found."""

    url: str
    icon: str
    title: str
    about: str


@dataclass(frozen=True)
class Part:
    """What was found of one kind, the likeliest first."""

    label: str
    hits: list


def found_for(user, text):
    """The ``Part`` of each kind of which something was found."""
    typed = spelled(text)
    if not typed:
        return []
    parts = [Part(_("Customers"), _customers(user, text))]
    if len(typed) >= SHORTEST_NUMBER:
        parts += [
            Part(_("Customers' cars"), _cars(user, typed)),
            Part(_("Orders"), _orders(user, typed)),
            Part(_("Stock"), _stock(user, typed)),
        ]
    parts.append(Part(_("Target customers"), _targets(user, text)))
    parts.append(Part(_("Pages and actions"), _pages(user, typed)))
    return [part for part in parts if part.hits]


def recent_for(user):
    """The cards that the user opened last, as ``Hit``s."""
    if user.role not in READING_ROLES:
        return []
    return _cards(recent_cards(user)[:MOST], user)


def _customers(user, text):
    if user.role not in READING_ROLES:
        return []
    return _cards(find_customers(user, text, most=MOST), user)


def _cards(keys, user):
    rows = Customer.objects.select_related("consultant").in_bulk(keys)
    return [
        Hit(
            reverse("followups:customer_card", args=[row.pk]),
            "building" if row.customer_type == "company" else "person",
            row.name,
            _about(mask_phone(row.phone), "" if row.consultant_id == user.pk else row.consultant),
        )
        for row in (rows[key] for key in keys)
    ]


def _targets(user, text):
    """By name, the beginning of one or words in it, or the whole number; none who is a customer by now."""
    if user.role not in READING_ROLES:
        return []
    rows = targets_found(user, text)[:MOST_OF_OTHERS]
    return [
        Hit(
            reverse("followups:target", args=[row.pk]),
            "building" if row.is_company else "person",
            row.name,
            _about(
                mask_phone(row.phone), "" if row.consultant_id == user.pk else row.consultant or ""
            ),
        )
        for row in rows
    ]


def _about(*parts):
    return " · ".join(str(part) for part in parts if part)


def _rows(user, seen, typed, *, sees_all, related):
    """The rows that are found, exact ones first, then the newest."""
    stores = list(stores_of(user).values_list("pk", flat=True))
    ranks = find(seen.filter(store__in=stores), stores, typed, sees_all=sees_all)
    keys = sorted(ranks, key=lambda pk: (ranks[pk], -pk))[:MOST_OF_OTHERS]
    rows = seen.model.objects.select_related(*related).in_bulk(keys)
    return [rows[key] for key in keys]


def _cars(user, typed):
    if user.role not in READING_ROLES:
        return []
    seen = OwnedVehicle.objects.visible_to(user)
    rows = _rows(user, seen, typed, sees_all=user.heads, related=["customer"])
    return [
        Hit(
            reverse("followups:customer_card", args=[row.customer_id]),
            "car-front",
            row.customer.name,
            _about(row, row.vin),
        )
        for row in rows
    ]


def _orders(user, typed):
    if user.role not in ORDER_ROLES:
        return []
    sees_all = user.heads or user.role not in READING_ROLES
    seen = Order.objects.visible_to(user)
    rows = _rows(user, seen, typed, sees_all=sees_all, related=["customer"])
    return [
        Hit(
            reverse("orders:order_detail", args=[row.pk]),
            "bag",
            row.number,
            _about(row.customer, row.model, row.plate_number),
        )
        for row in rows
    ]


def _stock(user, typed):
    if user.role not in ORDER_ROLES:
        return []
    rows = _rows(user, Vehicle.objects.visible_to(user), typed, sees_all=True, related=[])
    return [
        Hit(
            reverse("orders:vehicle_detail", args=[row.pk]),
            "truck",
            f"{row.model} {row.colour}",
            row.vin,
        )
        for row in rows
    ]


def _pages(user, typed):
    """Pages and actions whose name, in whatever language, has what was typed, or sounds so."""
    ranked = [(_fit(item.label, typed), item) for item in pages_of(user)]
    fitting = sorted((pair for pair in ranked if pair[0] is not None), key=lambda pair: pair[0])
    return [
        Hit(item.url, item.icon, item.label, item.group) for _rank, item in fitting[:MOST_OF_OTHERS]
    ]


def _fit(label, typed):
    """0 for a beginning, 1 within, ``None`` where it does not fit."""
    names, sounds = _said(label)
    if any(text.startswith(typed) for text in names | sounds):
        return 0
    return 1 if any(typed in text for text in names) else None


@cache
def _said(label):
    """The names of a page in every language, and how they sound."""
    texts = set()
    for code, _name in settings.LANGUAGES:
        with override(code):
            texts.add(str(label))
    return {spelled(text) for text in texts}, {key for text in texts for key in sound_keys(text)}
