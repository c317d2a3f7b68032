"""A night's new findings become the occasions of a penalty (R8.2, R8.8)."""

from collections import Counter

from django.db.models import Count, F

from accounts.models import User
from followups.rules.deadlines import Kind

from ..models import Finding, Proposal, ProposalState, Verdict
from ..rules import ladder
from .locks import lock_people
from .occasions import price_of, reprice_after, set_price, terms_in_force


def propose(store, *, on):
    """Bring the proposals of the store's night up to its findings; decided ones stay as they are.

    Runs inside the transaction of the audit, or of the verdict that adds an item to an audited night.
    """
    items = _items(store, on)
    existing = {
        (proposal.person_id, proposal.family): proposal
        for proposal in Proposal.objects.filter(store=store, opened_on=on, share_of=None)
    }
    lock_people({person for person, _ in items} | {person for person, _ in existing})
    people = User.objects.select_related("manager").in_bulk({person for person, _ in items})
    terms = terms_in_force(store, on=on)
    for key, proposal in existing.items():
        if key not in items and proposal.state == ProposalState.PROPOSED:
            Proposal.objects.filter(share_of=proposal).delete()
            proposal.delete()
            reprice_after(proposal)
    for (person, family), number in sorted(items.items()):
        proposal = existing.get((person, family)) or Proposal(
            store=store, family=family, opened_on=on
        )
        if proposal.state != ProposalState.PROPOSED:
            continue
        proposal.person = people[person]
        proposal.items = number
        set_price(proposal, price_of(proposal, terms=terms))
        reprice_after(proposal)


def _items(store, on):
    """``{(person, family): new findings}`` of the night.

    A finding that a second run of its own night closed was none: late records refuted it.
    """
    items = Counter()
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
