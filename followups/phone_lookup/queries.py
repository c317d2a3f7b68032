"""Whose customer a phone number is, and no more than that (R1.3, R7.1)."""

from dataclasses import dataclass

from leads.customers.models import Customer, Lifecycle
from leads.customers.queries import find_cards

from ..deadlines.models import Deadline
from ..deadlines.rules.kinds import Kind


@dataclass(frozen=True)
class CardSummary:
    """``customer`` is given only to those who may open the card."""

    owner: str
    store: object
    is_own: bool
    is_claimable: bool
    is_inactive: bool
    customer: object = None


def is_claimable(customer, *, on):
    """Whether 30 days without effective contact have opened the customer to claims (R6.6)."""
    broken = Deadline.objects.broken(on=on)
    return broken.filter(opportunity__customer=customer, kind=Kind.NO_EFFECTIVE_CONTACT).exists()


def look_up(user, phone, *, now):
    """A ``CardSummary`` of each card with exactly this normalised number in the user's store(s)."""
    cards = find_cards(user, phone)
    visible = set(
        Customer.objects.visible_to(user)
        .filter(pk__in=[card.pk for card in cards])
        .values_list("pk", flat=True)
    )
    return [
        CardSummary(
            owner=str(card.consultant),
            store=card.store,
            is_own=card.consultant_id == user.pk,
            is_inactive=card.lifecycle == Lifecycle.INACTIVE,
            is_claimable=is_claimable(card, on=card.store.business_date(now)),
            customer=card if card.pk in visible else None,
        )
        for card in cards
    ]
