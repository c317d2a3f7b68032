"""The count of occasions and the price that follows from it (R8.2–R8.5)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Count, QuerySet

from accounts.people.models import Store
from foundation.history import Cause, save_as

from .. import rules as ladder
from ..models import PenaltyPolicy, Proposal, ProposalState
from .telling import tell_changed


def terms_in_force(store: Store, *, on: date) -> ladder.Terms:
    """The ladder's figures for the store on the date."""
    terms: ladder.Terms = PenaltyPolicy.objects.in_force(store, on=on).terms
    return terms


def terms_of(proposals: Collection[Proposal]) -> dict[Proposal, ladder.Terms]:
    """The figures in force when each was opened, in one query."""
    policies = defaultdict(list)
    stores = {proposal.store_id for proposal in proposals}
    for policy in PenaltyPolicy.objects.filter(store__in=stores).order_by("effective_from"):
        policies[policy.store_id].append(policy)
    found = {}
    for proposal in proposals:
        begun = [p for p in policies[proposal.store_id] if p.effective_from <= proposal.opened_on]
        found[proposal] = begun[-1].terms if begun else ladder.SHIPPED
    return found


def _standing_before(on: date, terms: ladder.Terms) -> QuerySet[Proposal]:
    """The consultants' occasions before the date that count at it: not waived, of its period."""
    before = Proposal.objects.filter(share_of=None, opened_on__lt=on)
    if start := ladder.period_start(on, terms.restart):
        before = before.filter(opened_on__gte=start)
    return before.exclude(state=ProposalState.WAIVED)


def occasions_before(
    people: Iterable[int], *, on: date, terms: ladder.Terms
) -> dict[tuple[int, str], int]:
    """``{(person, family): number}`` of the occasions that count, in one query; 0 is left out."""
    rows = _standing_before(on, terms).filter(person__in=people)
    numbers = rows.order_by().values_list("person", "family").annotate(Count("pk"))
    return {(person, family): number for person, family, number in numbers}


def price_of(proposal: Proposal) -> ladder.Price:
    """The ``Price`` of a consultant's proposal by the occasions before it that stand (R8.4)."""
    terms = terms_in_force(proposal.store, on=proposal.opened_on)
    before = _standing_before(proposal.opened_on, terms).filter(
        person=proposal.person_id, family=proposal.family
    )
    return ladder.price(proposal.family, 1 + before.count(), proposal.items, terms)


def prices_of(
    proposals: Collection[Proposal], *, waiving: Collection[int] = ()
) -> dict[Proposal, ladder.Price]:
    """``{proposal: Price}``: ``price_of`` for many at once, in two queries.

    ``waiving``: the keys of proposals to be counted as waived.
    """
    people = {p.person_id for p in proposals}
    standing = defaultdict(list)
    rows = Proposal.objects.filter(share_of=None, person__in=people)
    rows = rows.exclude(state=ProposalState.WAIVED).exclude(pk__in=waiving).order_by()
    for person, family, on in rows.values_list("person_id", "family", "opened_on"):
        standing[person, family].append(on)
    found = {}
    for proposal, terms in terms_of(proposals).items():
        on = proposal.opened_on
        start = ladder.period_start(on, terms.restart) or date.min
        before = standing[proposal.person_id, proposal.family]
        occasion = 1 + sum(start <= day < on for day in before)
        found[proposal] = ladder.price(proposal.family, occasion, proposal.items, terms)
    return found


def set_price(proposal: Proposal, price: ladder.Price, cause: Cause) -> None:
    """Save a pending proposal, and the share tied to it, at this price; nothing if it is so already."""
    _save(proposal, price, price.amount, price.uncharged, cause)
    for share in Proposal.objects.filter(share_of=proposal).select_related("share_of__person"):
        share.items = proposal.items
        _save(share, price, price.share, price.share_uncharged, cause)


def _save(
    proposal: Proposal, price: ladder.Price, amount: Decimal, uncharged: Decimal, cause: Cause
) -> None:
    wanted = {
        "occasion": price.occasion,
        "kind": price.kind,
        "amount": amount,
        "uncharged": uncharged,
    }
    stored = Proposal.objects.filter(pk=proposal.pk, items=proposal.items, **wanted)
    if not stored.exists():
        was = proposal.kind, proposal.amount
        for name, value in wanted.items():
            setattr(proposal, name, value)
        save_as(proposal, by=cause.by, now=cause.now, reason=cause.reason)
        if was != (proposal.kind, proposal.amount):
            tell_changed(proposal, cause)


def later_pending(proposal: Proposal) -> QuerySet[Proposal]:
    """The consultant's proposals of the same family that are still to be decided, oldest first."""
    return (
        Proposal.objects.pending()
        .filter(
            person=proposal.person_id,
            family=proposal.family,
            opened_on__gt=proposal.opened_on,
            share_of=None,
        )
        .select_related("store")
        .order_by("opened_on", "pk")
    )


def reprice_after(proposal: Proposal, cause: Cause) -> None:
    """Recompute the later proposals still to be decided; decided ones never change (R8.4)."""
    for later in later_pending(proposal):
        set_price(later, price_of(later), cause)
