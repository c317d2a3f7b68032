"""What confirming suspicions will propose tonight, priced by the ladder; writes nothing (R8.2, R8.8)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from accounts.models import User
from followups.rules.deadlines import Kind

from ..models import Finding, Proposal, ProposalState, Verdict
from ..rules import ladder
from .occasions import occasions_before, terms_in_force


@dataclass(frozen=True)
class Fine:
    """What a person's confirmed suspicions of the date ``on`` cost, those confirmed before included.

    ``price`` is ``None`` where the penalty of that day is decided already: it stays as it is.
    """

    person: User
    on: date
    items: int
    price: ladder.Price | None


def preview_confirm(findings, *, now):
    """``[Fine]`` by person of what would be proposed if all the given suspicions were confirmed now."""
    by_store = {}
    for finding in findings:
        by_store.setdefault(finding.store, []).append(finding)
    fines = [
        fine
        for store, found in by_store.items()
        for fine in _of_store(store, found, on=store.business_date(now))
    ]
    return sorted(fines, key=lambda fine: (str(fine.person), fine.person.pk))


def _of_store(store, findings, *, on):
    people = {finding.responsible_id: finding.responsible for finding in findings}
    items = Counter(finding.responsible_id for finding in findings if not finding.verdict)
    confirmed = Finding.objects.filter(
        store=store,
        responsible__in=people,
        rule=Kind.SUSPECTED_EVASION,
        verdict=Verdict.CONFIRMED,
        verdict_on=on,
    )
    items.update(dict(confirmed.order_by().values_list("responsible").annotate(number=Count("pk"))))
    of_the_day = Proposal.objects.filter(
        store=store, person__in=people, family=ladder.EVASION, opened_on=on, share_of=None
    ).exclude(state=ProposalState.PROPOSED)
    decided = set(of_the_day.values_list("person", flat=True))
    terms = terms_in_force(store, on=on)
    before = occasions_before(people, on=on, terms=terms)
    for key, person in people.items():
        occasion = 1 + before.get((key, ladder.EVASION), 0)
        price = ladder.price(ladder.EVASION, occasion, items[key], terms)
        yield Fine(person, on, items[key], None if key in decided else price)
