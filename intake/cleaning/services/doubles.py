"""The nightly search, and the answers to it (R2.5, R5.2, R13.4)."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from accounts.people.models import Store, User
from foundation.batches import batches
from foundation.history import save_as
from leads.customers.models import Customer, Lifecycle

from ...arrivals.models import SORTING_ROLES
from ...arrivals.services.known import given_to_owner, hand_to_owner
from ...arrivals.services.mending import join_leads
from ...arrivals.services.sorting import lock_lead, require_unassigned
from ..models import DeadNumber, Suspicion
from ..queries.doubles import cards_alike, leads_alike, numbers_dead, told_apart

BATCH = 1000


def look_for_duplicates(store: Store, *, now: datetime) -> tuple[int, int]:
    """Bring the store's suspicions up to what is on record; ``(suspicions, dead numbers)`` that stand.

    What somebody answered is never asked again, nor deleted. It reads for long and writes in short steps,
    each a transaction of its own, so that nobody waits for it; whatever came between is met the next night.
    """
    with_cards, with_leads = leads_alike(store)
    wanted: dict[tuple[str, int, str, int], str] = {}
    for kind, pairs in (
        (("card", "other_card"), cards_alike(store)),
        (("lead", "card"), with_cards),
        (("lead", "other_lead"), with_leads),
    ):
        for (first, second), why in pairs.items():
            wanted[kind[0], first, kind[1], second] = why
    for pair in told_apart(store):
        wanted.pop(pair, None)
    _write(store, wanted, now=now)
    dead = numbers_dead(store, on=store.business_date(now))
    _write_dead(store, dead, now=now)
    return len(wanted), len(dead)


def _write(store: Store, wanted: dict[tuple[str, int, str, int], str], *, now: datetime) -> None:
    names = ("card_id", "other_card_id", "lead_id", "other_lead_id")
    present: dict[tuple[str, int, str, int], int] = {}
    gone = []
    elsewhere = []
    # Leads go from store to store: what was suspected of them, and answered, goes with them.
    rows = Suspicion.objects.filter(Q(store=store) | Q(lead__store=store))
    rows = rows.values_list("pk", "store", "answered_at", *names)
    for pk, of_store, answered_at, card, other_card, lead, other_lead in rows:
        if lead is None:
            key = ("card", card, "other_card", other_card)
        elif card:
            key = ("lead", lead, "card", card)
        else:
            key = ("lead", lead, "other_lead", other_lead)
        present[key] = pk
        if key not in wanted and answered_at is None:
            gone.append(pk)
        elif key in wanted and of_store != store.pk:
            elsewhere.append(pk)
    for keys in batches(gone, BATCH):
        Suspicion.objects.filter(pk__in=keys, answered_at=None).delete()
    for keys in batches(elsewhere, BATCH):
        Suspicion.objects.filter(pk__in=keys).update(store=store)
    new = [
        Suspicion(store=store, why=why, found_at=now, **{f"{one}_id": first, f"{other}_id": second})
        for (one, first, other, second), why in sorted(wanted.items())
        if (one, first, other, second) not in present
    ]
    _insert(Suspicion, new)


def _write_dead(store: Store, found: dict[int, tuple[str, str, Any]], *, now: datetime) -> None:
    present = {row.card_id: row for row in DeadNumber.objects.filter(store=store)}
    gone = [row.pk for card, row in present.items() if card not in found and not row.answered_at]
    for keys in batches(gone, BATCH):
        DeadNumber.objects.filter(pk__in=keys, answered_at=None).delete()
    new = []
    for card, (why, phone, last_on) in sorted(found.items()):
        row = present.get(card)
        facts = {"why": why, "phone": phone, "last_on": last_on}
        if row is None:
            new.append(DeadNumber(store=store, card_id=card, found_at=now, **facts))
        elif (row.why, row.phone, row.last_on) != (why, phone, last_on):
            # Something came since: another contact in vain, or another number. An answer was about before.
            again = {"found_at": now, "answered_at": None, "answered_by": None}
            same = DeadNumber.objects.filter(pk=row.pk, answered_at=row.answered_at)
            same.update(**facts, **(again if row.answered_at else {}))
    _insert(DeadNumber, new)


def _insert(model: type[Model], rows: list[Any]) -> None:
    """What another run of the same night wrote meanwhile stays as it is."""
    for some in batches(rows, BATCH):
        model._default_manager.bulk_create(some, ignore_conflicts=True)


@transaction.atomic
def not_the_same(suspicion: Suspicion, *, by: User, now: datetime) -> None:
    """They are two people; it is kept, and not asked again. The first answer counts."""
    rows = Suspicion.objects.select_for_update().filter(pk=suspicion.pk, answered_at=None)
    rows.update(answered_by=by, answered_at=now)


@transaction.atomic
def number_is_right(dead: DeadNumber, *, by: User, now: datetime) -> None:
    """The number is right all the same; it is asked again only after a further contact in vain."""
    rows = DeadNumber.objects.select_for_update().filter(pk=dead.pk, answered_at=None)
    rows.update(answered_by=by, answered_at=now)


@transaction.atomic
def the_same(suspicion: Suspicion, *, by: User, now: datetime) -> None:
    """The lead is of the card's customer, whose owner has it; or it joins the earlier lead (R5.2).

    Of a card that was merged the one that stands for it counts (R2.5). Raises ``ValidationError`` with a
    plain word where it is answered, or the lead waits no more or went elsewhere.
    """
    if by.role not in SORTING_ROLES:
        raise PermissionDenied
    rows = Suspicion.objects.select_for_update(of=("self",)).filter(answered_at=None)
    rows = rows.select_related("lead__store", "other_lead__store", "card")
    found = rows.filter(pk=suspicion.pk).first()
    if found is None:
        raise ValidationError(_("This was answered before."))
    lead = found.lead
    if lead is None:
        raise ValidationError(_("Two cards are merged side by side."))
    if found.other_lead:
        join_leads(lead, into=found.other_lead, by=by, now=now)
    else:
        assert found.card
        cards = Customer.objects.select_for_update(of=("self",))
        card = cards.get(pk=found.card.merged_into_id or found.card_id)
        lead = lock_lead(lead)
        require_unassigned(lead)
        if card.store_id != lead.store_id:
            raise ValidationError(_("The lead has gone to another store meanwhile."))
        if card.lifecycle == Lifecycle.INACTIVE:
            raise ValidationError(_("This card is not in use."))
        hand_to_owner(lead, card, by=by, now=now)
        lead.reason, lead.sorted_at = "", now
        save_as(lead, by=by, now=now)
        for keep in given_to_owner:
            keep(lead, by=by, now=now)
    found.delete()
