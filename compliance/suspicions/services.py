"""The verdict on a suspected evasion, and what confirming it will cost (R6.5, R8.2, R8.8)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.access.queries import stores_of
from accounts.people.models import Store, User
from accounts.people.services import lock_store
from followups.deadlines.models import Deadline
from followups.deadlines.rules.kinds import Kind
from foundation.decisions import DecisionError
from foundation.history import Cause

from ..audit.models import AuditRun
from ..findings.models import JUDGED, Finding, Verdict
from ..penalties import rules as ladder
from ..penalties.models import Proposal, ProposalState
from ..penalties.services.pricing import occasions_before, terms_in_force
from ..penalties.services.proposing import propose

VERDICT_FIELDS = ["verdict", "verdict_on", "verdict_at", "verdict_by", "verdict_reason"]


def confirm_suspicion(
    finding: Finding, *, by: User, now: datetime, on: date, reason: str = ""
) -> Finding:
    """Make the suspicion an offence, counted on the date ``on``; returns the finding.

    Raises ``PermissionDenied`` unless ``by`` is the responsible's manager or a director of the store,
    ``DecisionError`` if it is no suspicion, is closed, or was decided before.
    """
    return _decide(finding, Verdict.CONFIRMED, by=by, now=now, on=on, reason=reason)


def dismiss_suspicion(
    finding: Finding, *, by: User, now: datetime, on: date, reason: str
) -> Finding:
    """Drop the suspicion without consequences; as ``confirm_suspicion``, but a reason is required."""
    if not reason.strip():
        raise DecisionError(_("Say why the suspicion is dismissed."))
    return _decide(finding, Verdict.DISMISSED, by=by, now=now, on=on, reason=reason)


@transaction.atomic
def _decide(
    finding: Finding, verdict: Verdict, *, by: User, now: datetime, on: date, reason: str
) -> Finding:
    lock_store(finding.store_id)
    finding = Finding.objects.select_related("responsible", "store").get(pk=finding.pk)
    if not may_judge(by, finding):
        raise PermissionDenied
    if finding.rule != Kind.SUSPECTED_EVASION:
        raise DecisionError(_("Only a suspected evasion is confirmed or dismissed."))
    if finding.verdict:
        raise DecisionError(_("This suspicion was decided before."))
    if finding.closed_on:
        raise DecisionError(_("This suspicion is closed: its records were changed."))
    finding.verdict, finding.verdict_on, finding.verdict_at = verdict, on, now
    finding.verdict_by, finding.verdict_reason = by, reason.strip()
    finding.save(update_fields=VERDICT_FIELDS)
    _end_suspicions(finding, on)
    if AuditRun.objects.filter(store=finding.store, on=on).exists():
        why = JUDGED[finding.verdict].of(reason=finding.verdict_reason)
        propose(finding.store, on=on, cause=Cause(by, now, why))
    return finding


def may_judge(user: User, finding: Finding) -> bool:
    """Whether the user is the responsible's manager or a director over the store."""
    if user.is_director:
        return stores_of(user).filter(pk=finding.store_id).exists()
    return user.is_manager and finding.responsible.manager_id == user.pk


def _end_suspicions(finding: Finding, on: date) -> None:
    """End the deadline, and those of the same subject that waited behind it: one verdict for all."""
    Deadline.objects.filter(pk=finding.deadline_id).update(ended_on=max(on, finding.opened_on))
    Deadline.objects.filter(
        kind=Kind.SUSPECTED_EVASION,
        opportunity=finding.opportunity_id,
        activity=finding.activity_id,
        found_on=None,
        ended_on=None,
        set_on__lte=on,
    ).update(ended_on=on)


@dataclass(frozen=True)
class Fine:
    """What a person's confirmed suspicions of the date ``on`` cost, those confirmed before included.

    ``price`` is ``None`` where the penalty of that day is decided already: it stays as it is.
    """

    person: User
    on: date
    items: int
    price: ladder.Price | None


def preview_confirm(findings: Iterable[Finding], *, now: datetime) -> list[Fine]:
    """``[Fine]`` by person of what would be proposed if all the given suspicions were confirmed now."""
    by_store: dict[Store, list[Finding]] = {}
    for finding in findings:
        by_store.setdefault(finding.store, []).append(finding)
    fines = [
        fine
        for store, found in by_store.items()
        for fine in _of_store(store, found, on=store.business_date(now))
    ]
    return sorted(fines, key=lambda fine: (str(fine.person), fine.person.pk))


def _of_store(store: Store, findings: list[Finding], *, on: date) -> Iterator[Fine]:
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
