"""Customers as the user may see them (R1.3), and how complete a card is (R2.1, R2.3)."""

from contextlib import suppress
from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import Http404

from accounts.access.queries import stores_of
from accounts.confidentiality.queries import has_signed
from accounts.people.models import Role
from foundation.finding import begins, find
from foundation.prepared import in_one_row, prepared
from foundation.spelling import spelled
from foundation.words import visible

from .models import Customer, CustomerKey, CustomerType, Gender, Lifecycle, RecentCard
from .rules import (
    INTENT,
    NUMBERS,
    PhoneError,
    fields_asked,
    mask_phone,
    normalise_phone,
    share_known,
)


class CardMerged(Http404):
    """The card was merged into another that the user may open: ``kept`` is its key (R2.5)."""

    def __init__(self, kept):
        super().__init__()
        self.kept = kept


def get_customer_for(user, pk):
    """The card, or 404 where the user may not open it; raises ``CardMerged`` where another stands for it."""
    cards = Customer.objects.visible_to(user).select_related("store", "consultant__manager")
    card = cards.filter(pk=pk).first()
    if card is None:
        kept = cards.filter(merged_cards__id=pk).first()
        raise CardMerged(kept.pk) if kept else Http404
    return card


def may_see_phone(user, customer):
    """Whether numbers of the card are shown in full: to the owner, their manager and director (R1.3),

    once they have signed the confidentiality agreement (R13.4). Asks one query for all rows, and of who heads
    a region a second one.
    """
    return may_open(user, customer) and has_signed(user, customer.store_id)


def as_shown_to(user, customer, name, value):
    """The ``value`` of the field ``name``, of a card that the user may open, as they may read it (R13.4)."""
    is_open = name not in NUMBERS or not value or has_signed(user, customer.store_id)
    return value if is_open else mask_phone(str(value))


def may_open(user, customer):
    """Whether the card is the user's, their team's or their store's: they may know whose it is (R1.3).

    Asks no query where the customer's consultant is loaded; of who heads a region one for all rows.
    """
    if user.role == Role.CONSULTANT:
        return customer.consultant_id == user.pk and customer.lifecycle != Lifecycle.INACTIVE
    if user.role == Role.MANAGER:
        return user.pk in (customer.consultant_id, customer.consultant.manager_id)
    if not user.heads:
        return False
    if user.store_id:
        return customer.store_id == user.store_id
    return customer.store_id in _region_of(user)


def _region_of(user):
    """The keys of a region director's stores, asked once in the life of ``user``, which is a request's."""
    if not hasattr(user, "_region_keys"):
        user._region_keys = set(stores_of(user).values_list("pk", flat=True))
    return user._region_keys


def usual_of(user):
    """District, source and type of the card that the user took in last, for the next one; blank for the first.

    Nothing else is remembered: what is true of a person is asked of that person.
    """
    last = Customer.objects.filter(consultant=user).order_by("-pk")
    names = ("district", "source", "customer_type")
    return last.values(*names).first() or {"customer_type": CustomerType.PRIVATE}


def find_cards(user, phone):
    """The cards with exactly this normalised number in the user's store or region (R1.3)."""
    cards = Customer.objects.filter(pk__in=_keys_of_number(phone, stores_of(user)))
    return cards.select_related("consultant", "store").order_by("store__code")


def _keys_of_number(phone, stores):
    """The keys of the cards with this number, or of those that stand for them."""
    rows = Customer.objects.filter(store__in=stores, phone=phone)
    return [kept or pk for pk, kept in rows.values_list("pk", "merged_into")]


def find_customers(user, text, *, most):
    """The keys of at most so many cards within sight: opened lately first, then exact, then the newest.

    ``text``: a name, its sound or initials from their beginning, the last four digits or the whole number.
    """
    stores = list(stores_of(user).values_list("pk", flat=True))
    seen = Customer.objects.visible_to(user).filter(store__in=stores)
    typed, lately = spelled(text), recent_cards(user)
    found = {}
    with suppress(PhoneError):
        number = normalise_phone(visible(text))
        numbered = seen.filter(pk__in=_keys_of_number(number, stores))
        found |= dict.fromkeys(numbered.values_list("pk", flat=True), 0)
    # Digits are the last four of a number, or all of them; they begin no name.
    if typed and (not typed.isdecimal() or len(typed) == 4):
        # One letter says nothing of whom; among those opened lately it may.
        if len(typed) > 1 or not typed.isascii():
            found |= find(seen, stores, typed, sees_all=user.heads)
        keys = begins(CustomerKey, stores, typed).filter(of__in=set(lately) - set(found))
        found |= dict.fromkeys(keys.values_list("of", flat=True), 1)
    order = {pk: at for at, pk in enumerate(lately)}
    return sorted(found, key=lambda pk: (order.get(pk, len(order)), found[pk], -pk))[:most]


def recent_cards(user):
    """The keys of the cards that the user opened last and may still open, the latest first."""
    rows = RecentCard.objects.filter(user=user, customer__in=Customer.objects.visible_to(user))
    return list(rows.order_by("-opened_at").values_list("customer", flat=True))


def with_end_of_use(cards):
    """The cards of a page, each with ``ended``: when it went out of use and why, as its history says (R2.6)."""
    rows = Customer.history.filter(
        id__in=[card.pk for card in cards],
        lifecycle=Lifecycle.INACTIVE,
        history_change_reason__isnull=False,
    )
    ended = {row.id: row for row in rows.order_by("history_date", "history_id")}
    for card in cards:
        card.ended = ended.get(card.pk)
    return cards


@dataclass(frozen=True)
class Introductions:
    """``by``: the card of who introduced this customer; ``number`` customers name this one, some bought."""

    by: Customer | None
    number: int
    bought: int

    @property
    def makes_vip(self):
        """Whoever brings others is a VIP (R2.4)."""
        return self.number > 0


def introductions_of(customer, *, user):
    """The ``Introductions`` of the card, found by the numbers of phones within its store (R2.3, R2.4).

    ``by``: only where the user may open the introducer's card (R1.3).
    """
    by = None
    if customer.introducer_phone and customer.introducer_phone != customer.phone:
        keys = _keys_of_number(customer.introducer_phone, [customer.store_id])
        by = Customer.objects.visible_to(user).filter(pk__in=keys).exclude(pk=customer.pk).first()
    numbers = [customer.phone, *_numbers_merged_into(customer=customer.pk)]
    places = {f"number{n}": number for n, number in enumerate(numbers)}
    found = _introduced.row(len(numbers), store=customer.store_id, customer=customer.pk, **places)
    return Introductions(by, **found)


@prepared
def _numbers_merged_into(customer):
    return Customer.objects.filter(merged_into=customer).values_list("phone", flat=True)


@prepared
def _introduced(_number, store, customer, **numbers):
    rows = Customer.objects.filter(store=store, merged_into=None).exclude(pk=customer)
    rows = rows.filter(introducer_phone__in=list(numbers.values()))
    here = Q(opportunities__state__in=["won", "closed"], opportunities__bought_elsewhere=False)
    return in_one_row(
        rows, number=Count("pk", distinct=True), bought=Count("pk", filter=here, distinct=True)
    )


@dataclass(frozen=True)
class Completeness:
    """``missing``: the labels of what is not known; ``to_ask``: the names of the card's own among it."""

    percent: int
    missing: list
    to_ask: list


def completeness(customer, opportunity=None):
    """The card's score and what is missing, of what can be completed (R2.1, R2.3).

    ``opportunity``: the open intent, if there is one; an ended one asks for nothing any more.
    """
    filled = {}
    fields = fields_asked(
        is_company=customer.customer_type == CustomerType.COMPANY,
        has_intent=opportunity is not None,
    )
    for name in fields:
        holder = opportunity if name in INTENT else customer
        filled[name] = _is_known(holder, name)
    missing = [
        (opportunity if name in INTENT else customer)._meta.get_field(name).verbose_name
        for name, known in filled.items()
        if not known
    ]
    to_ask = [name for name, known in filled.items() if not known and name not in INTENT]
    return Completeness(share_known(filled), missing, to_ask)


def _is_known(holder, name):
    if name == "birthday":
        return holder.known_birthday is not None
    if name == "gender":
        return holder.gender != Gender.UNKNOWN
    return getattr(holder, name) not in ("", None)
