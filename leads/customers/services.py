"""Customer cards: one person, one card (R2.5); every change is kept (R1.4)."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.people.models import Store, User
from foundation.history import save_as
from foundation.reason_codes import Reason

from .models import Customer, Lifecycle, RecentCard
from .rules import PhoneError, normalise_phone

# Changing these on a saved card is a request that a manager approves (R1.4).
REQUEST_ONLY = {"name", "phone"}
# These may be completed, since what was blank changes nothing; what stands is changed by request.
COMPLETED_ONLY = ("wechat", "id_number", "source", "channel")


class DuplicatePhone(ValidationError):
    """The store already has a card with this number; ``customer`` is that card (R2.5)."""

    def __init__(self, customer: Customer | None) -> None:
        super().__init__(_("This number is already on a card of this store."), code="duplicate")
        self.customer = customer


def clean_phone(text: str) -> str:
    """The normalised number; raises ``ValidationError`` (R2.5)."""
    try:
        return normalise_phone(text)
    except PhoneError as error:
        raise ValidationError(
            _("Enter a phone number that can be called."), code="phone"
        ) from error


def tidy_introducer(phone: str) -> str:
    """The introducer's number as cards have it, so that their own card is found; else as it was typed."""
    try:
        return normalise_phone(phone)
    except PhoneError:
        return phone.strip()


def find_by_phone(store: Store, phone: str) -> Customer | None:
    """The store's card with exactly this (normalised) number, or ``None``.

    The number of a card that was merged leads to the one that stands for it (R2.5).
    """
    rows = Customer.objects.filter(store=store, phone=phone)
    found = rows.select_related("consultant", "merged_into__consultant").first()
    return found and (found.merged_into or found)


def lock_card(customer: Customer) -> Customer:
    """The card under lock, as it is now; of one that was merged meanwhile the one that stands for it (R2.5)."""
    rows = Customer.objects.select_for_update(of=("self",), no_key=True)
    card = rows.select_related("store", "consultant__manager").get(pk=customer.pk)
    while card.merged_into_id:
        card = rows.select_related("store", "consultant__manager").get(pk=card.merged_into_id)
    return card


def register_customer(
    *,
    by: User | None,
    now: datetime,
    on: date,
    store: Store,
    consultant: User,
    phone: str,
    **fields: Any,
) -> Customer:
    """A new card of ``consultant``; raises ``DuplicatePhone`` where one exists, also in a race."""
    phone = clean_phone(phone)
    if "introducer_phone" in fields:
        fields["introducer_phone"] = tidy_introducer(fields["introducer_phone"])
    existing = find_by_phone(store, phone)
    if existing:
        raise DuplicatePhone(existing)
    customer = Customer(store=store, consultant=consultant, phone=phone, registered_on=on, **fields)
    try:
        with transaction.atomic():
            save_as(customer, by=by, now=now)
    except IntegrityError:
        existing = find_by_phone(store, phone)
        if existing is None:
            raise
        raise DuplicatePhone(existing) from None
    return customer


@transaction.atomic
def update_card(*, by: User, now: datetime, customer: Customer, **fields: Any) -> Customer:
    """Change card fields other than name and phone, which are changed by request only (R1.4).

    Raises ``ValidationError`` by field where a number, source or channel that stands would change (R13.4).
    """
    if REQUEST_ONLY & fields.keys():
        raise ValueError("name and phone are changed by request")
    if "introducer_phone" in fields:
        fields["introducer_phone"] = tidy_introducer(fields["introducer_phone"])
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    changed = [name for name, value in fields.items() if getattr(customer, name) != value]
    standing = [name for name in changed if name in COMPLETED_ONLY and getattr(customer, name)]
    if standing:
        raise ValidationError(dict.fromkeys(standing, _("This is changed by request.")))
    for name in changed:
        setattr(customer, name, fields[name])
    if changed:
        save_as(customer, by=by, now=now)
    return customer


def follow_introducer(
    *, by: User, now: datetime, store: Store, old_phone: str, new_phone: str
) -> None:
    """Whoever was introduced stays with their introducer, whose number has changed."""
    named = Customer.objects.filter(store=store, introducer_phone=old_phone).order_by("pk")
    for introduced in named.select_for_update(of=("self",)):
        introduced.introducer_phone = new_phone
        save_as(introduced, by=by, now=now)


def give_number(
    customer: Customer, phone: str, *, by: User | None, now: datetime, reason: str | Reason = ""
) -> None:
    """Write the number, and what else was set, on the card, within the caller's transaction.

    Where a card that was merged into it has the number, that one takes its present number instead: each
    stays found by both.
    """
    other = customer.merged_cards.filter(phone=phone).first()
    present = Customer.objects.values_list("phone", flat=True).get(pk=customer.pk)
    if other:
        Customer.objects.filter(pk=other.pk).update(phone=f"<{other.pk}>")
    customer.phone = phone
    save_as(customer, by=by, now=now, reason=reason)
    if other:
        other.phone = present
        save_as(other, by=by, now=now, reason=reason)


def become_buyer(*, by: User, now: datetime, customer: Customer) -> None:
    """A delivered car makes the customer a buyer (R2.6)."""
    customer.refresh_from_db(from_queryset=Customer.objects.select_for_update(no_key=True))
    if customer.lifecycle != Lifecycle.BUYER:
        customer.lifecycle = Lifecycle.BUYER
        save_as(customer, by=by, now=now)


RECENT_CARDS = 20


@transaction.atomic
def remember_card(*, by: User, now: datetime, customer: Customer) -> None:
    """The person opened this card; the last ``RECENT_CARDS`` are remembered."""
    RecentCard.objects.update_or_create(user=by, customer=customer, defaults={"opened_at": now})
    last = RecentCard.objects.filter(user=by).order_by("-opened_at").values_list("pk", flat=True)
    if gone := list(last[RECENT_CARDS:]):
        RecentCard.objects.filter(pk__in=gone).delete()
