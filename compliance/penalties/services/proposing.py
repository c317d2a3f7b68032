"""A date's new findings become the occasions of a penalty (R8.2, R8.8)."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from django.db.models import Count, F
from simple_history.utils import bulk_create_with_history

from accounts.people.models import Store, User
from accounts.people.services import lock_people
from followups.deadlines.rules.kinds import Kind
from foundation.history import Cause, delete_as

from ...findings.models import Finding, Verdict
from .. import rules as ladder
from ..models import Appeal, Proposal, ProposalState
from .pricing import occasions_before, price_of, set_price, terms_in_force
from .telling import tell_proposed, unsay_proposed

# Person and offence family.
Key = tuple[int, str]


def propose(store: Store, *, on: date, cause: Cause) -> None:
    """Bring the store's proposals of an audit date up to its findings; decided ones stay as they are.

    Runs inside the transaction of the audit, or of the verdict that adds an item to an audited date.
    """
    items = _items(store, on)
    existing = {
        (proposal.person_id, proposal.family): proposal
        for proposal in Proposal.objects.filter(
            store=store, opened_on=on, share_of=None
        ).select_related("store")
    }
    people = {person for person, _ in items} | {person for person, _ in existing}
    lock_people(people)
    _revise(existing, items, cause)
    new = {key: number for key, number in items.items() if key not in existing}
    _add(store, on, new, cause)
    later = Proposal.objects.pending().filter(person__in=people, opened_on__gt=on, share_of=None)
    for proposal in later.select_related("store").order_by("opened_on", "pk"):
        set_price(proposal, price_of(proposal), cause)


def _revise(existing: dict[Key, Proposal], items: Mapping[Key, int], cause: Cause) -> None:
    """Proposals of an earlier run, still to be decided, follow the date's findings."""
    for key, proposal in existing.items():
        if proposal.state != ProposalState.PROPOSED:
            continue
        if key in items:
            proposal.items = items[key]
            set_price(proposal, price_of(proposal), cause)
        else:
            # An appeal has won by itself then; its text stays in the history.
            for appeal in Appeal.objects.filter(proposal=proposal):
                appeal.delete()
            shares = Proposal.objects.filter(share_of=proposal)
            unsay_proposed([proposal.pk, *shares.values_list("pk", flat=True)])
            shares.delete()
            proposal.delete()


def withdraw_proposals(store: Store, *, since: date, cause: Cause) -> int:
    """Take back the pending proposals of the nights from ``since`` on; returns how many there were."""
    rows = Proposal.objects.pending().filter(store=store, opened_on__gte=since)
    # A share before what it is a share of.
    proposals = list(rows.order_by(F("share_of").desc(nulls_last=True), "pk"))
    for proposal in proposals:
        delete_as(proposal, by=cause.by, now=cause.now, reason=cause.reason)
    return len(proposals)


def _add(store: Store, on: date, items: Mapping[Key, int], cause: Cause) -> None:
    """New proposals, each with a share for the manager, if there is one (R8.3)."""
    terms = terms_in_force(store, on=on)
    people = User.objects.in_bulk({person for person, _ in items})
    before = occasions_before(people, on=on, terms=terms)
    fines, shares = [], []
    for (person, family), number in sorted(items.items()):
        price = ladder.price(family, 1 + before.get((person, family), 0), number, terms)
        common = {
            "store": store,
            "family": family,
            "opened_on": on,
            "occasion": price.occasion,
            "items": number,
            "kind": price.kind,
        }
        cost = {"amount": price.amount, "uncharged": price.uncharged}
        fine = Proposal(person=people[person], **cost, **common)
        fines.append(fine)
        if manager := people[person].manager_id:
            cost = {"amount": price.share, "uncharged": price.share_uncharged}
            shares.append(Proposal(person_id=manager, share_of=fine, **cost, **common))
    for proposals in (fines, shares):
        bulk_create_with_history(
            proposals,
            Proposal,
            default_user=cause.by,
            default_date=cause.now,
            default_change_reason=cause.reason,
        )
    tell_proposed([*fines, *shares], cause)


def _items(store: Store, on: date) -> Counter[Key]:
    """``{(person, family): new findings}`` of the date.

    A finding that a second audit of its own date closed was none: late records refuted it.
    """
    items: Counter[Key] = Counter()
    opened = (
        Finding.objects.filter(store=store, opened_on=on, rule__in=ladder.FAMILY_OF)
        .exclude(closed_on=F("opened_on"))
        .values_list("responsible", "rule")
    )
    for person, rule, number in opened.annotate(Count("pk")).order_by():
        items[person, ladder.FAMILY_OF[rule]] += number
    confirmed = Finding.objects.filter(
        store=store, verdict_on=on, verdict=Verdict.CONFIRMED, rule=Kind.SUSPECTED_EVASION
    )
    for person, number in confirmed.values_list("responsible").annotate(Count("pk")).order_by():
        items[person, ladder.EVASION] += number
    return items
