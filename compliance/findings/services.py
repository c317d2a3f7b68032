"""Findings opened for broken deadlines, carried over, closed, and annotated many at once (R4.9, R6.8)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Greatest

from accounts.access.queries import assessor_of
from accounts.people.models import Store, User
from followups.activities.models import Activity, ActivityMove, ActivityState
from followups.annotations.services import annotate
from followups.deadlines.models import Deadline
from followups.deadlines.rules.kinds import Kind
from foundation.batches import batches
from leads.opportunities.models import OpportunityChange

from .models import Finding

BATCH = 1000
# Rule, opportunity and activity: of each there is one open finding (R6.8).
Subject = tuple[str, int, int | None]


def open_findings(store: Store, *, on: date) -> None:
    """Open a finding for each deadline that stood broken at the close of the date and has none yet.

    A subject that has an open finding of the same rule gets no second one; of several that broke at
    once the earliest counts. The cost follows what is wrong, not the size of the tables.
    """
    assessor = assessor_of(store)
    for pks in batches(_unfound(store, on), BATCH):
        deadlines = list(_with_facts(pks, on))
        taken = {
            subject(finding)
            for finding in Finding.objects.open().filter(
                opportunity__in={d.opportunity_id for d in deadlines}
            )
        }
        findings = []
        for deadline in deadlines:
            if subject(deadline) in taken:
                continue
            taken.add(subject(deadline))
            findings.append(_finding(deadline, on, assessor))
        Finding.objects.bulk_create(findings)
        found = [finding.deadline_id for finding in findings]
        Deadline.objects.filter(pk__in=found).update(found_on=on)


def _unfound(store: Store, on: date) -> list[int]:
    """The pks of the broken deadlines without a finding, oldest first, locked against their removal.

    Two queries, for each is a range of an index: what stands now, and what ended since the date.
    """
    broken = Deadline.objects.filter(
        store=store, found_on=None, set_on__lte=on, breaks_on__lte=on
    ).select_for_update(no_key=True)
    rows: list[tuple[date, int]] = []
    for part in (broken.filter(ended_on=None), broken.filter(ended_on__gt=on)):
        rows += part.values_list("set_on", "pk")
    return [pk for _, pk in sorted(rows)]


def _with_facts(pks: list[int], on: date) -> QuerySet[Deadline]:
    """The deadlines with manager, grade and planned date as they were at the close of the date."""
    grades = OpportunityChange.objects.filter(
        opportunity=OuterRef("opportunity"), changed_on__lte=on, grade__isnull=False
    ).order_by("-changed_on", "-pk")
    later_moves = ActivityMove.objects.filter(
        activity=OuterRef("activity"), moved_on__gt=on
    ).order_by("moved_on", "pk")
    planned_on = Coalesce(Subquery(later_moves.values("from_on")[:1]), F("activity__planned_on"))
    return (
        Deadline.objects.filter(pk__in=pks)
        .annotate(
            manager=F("responsible__manager"),
            grade=Subquery(grades.values("grade__code")[:1], output_field=CharField()),
            planned_on=Case(When(kind=Kind.OVERDUE_ACTIVITY, then=F("due_on")), default=planned_on),
        )
        .order_by("set_on", "pk")
    )


def _finding(deadline: Any, on: date, assessor: User | None) -> Finding:
    return Finding(
        deadline=deadline,
        rule=deadline.kind,
        store_id=deadline.store_id,
        opportunity_id=deadline.opportunity_id,
        activity_id=deadline.activity_id,
        responsible_id=deadline.responsible_id,
        supervisor_id=deadline.manager,
        assessor=assessor,
        opened_on=on,
        due_on=deadline.due_on,
        days_late=(on - deadline.due_on).days,
        grade=deadline.grade,
        planned_on=deadline.planned_on,
    )


def undo_closing(store: Store, *, on: date) -> None:
    """Reopen what an earlier audit of the same date closed, so that it is judged by today's records.

    A suspicion is closed by a verdict, which late records do not touch.
    """
    reopened, taken = [], set()
    closed = Finding.objects.filter(store=store, closed_on=on).exclude(rule=Kind.SUSPECTED_EVASION)
    for batch in batches(closed.order_by("-opened_on", "-pk").iterator(BATCH), BATCH):
        still_open = Finding.objects.open().filter(
            opportunity__in=[f.opportunity_id for f in batch]
        )
        taken |= {subject(f) for f in still_open}
        for finding in batch:
            if subject(finding) not in taken:
                taken.add(subject(finding))
                reopened.append(finding.pk)
    for pks in batches(reopened, BATCH):
        Finding.objects.filter(pk__in=pks).update(closed_on=None)


def carry_over(store: Store, *, on: date) -> None:
    """Point open findings whose deadline ended to the one that took its place already broken.

    A customer regraded or handed over while a rule is breached is the same finding going on, with
    its facts as they were; so ``found_on`` moves to the new deadline. A suspicion has no successor.
    """
    ended = _ended(store, on).exclude(rule=Kind.SUSPECTED_EVASION).select_related("deadline")
    for batch in batches(list(ended), BATCH):
        successors = _broken_unfound(batch, on)
        moved, touched = [], []
        for finding in batch:
            successor = successors.get(subject(finding))
            if successor is None:
                continue
            finding.deadline.found_on, successor.found_on = None, on
            touched += [finding.deadline, successor]
            finding.deadline = successor
            moved.append(finding)
        Deadline.objects.bulk_update(touched, ["found_on"], batch_size=500)
        Finding.objects.bulk_update(moved, ["deadline"], batch_size=500)
        _drop_unbroken([deadline.pk for deadline in touched])


def _drop_unbroken(pks: list[int]) -> None:
    """Late records undid these: kept for their finding alone, they go when it has moved on."""
    last_day = Greatest("set_on", "breaks_on")
    Deadline.objects.filter(pk__in=pks, found_on=None, ended_on__lte=last_day).delete()


def close(store: Store, *, on: date) -> None:
    """Close the open findings whose deadline had ended by the close of the date."""
    for pks in batches(list(_ended(store, on).values_list("pk", flat=True)), BATCH):
        Finding.objects.filter(pk__in=pks).update(closed_on=on)


def withdraw_findings(store: Store, *, since: date) -> int:
    """Take back what the audits of ``since`` and later found and closed; returns how many were found."""
    closed = Finding.objects.filter(store=store, opened_on__lt=since, closed_on__gte=since)
    found = Finding.objects.filter(store=store, opened_on__gte=since)
    deadlines = list(found.values_list("deadline", flat=True))
    found.delete()
    closed.update(closed_on=None)
    for pks in batches(deadlines, BATCH):
        Deadline.objects.filter(pk__in=pks).update(found_on=None)
        _drop_unbroken(pks)
    return len(deadlines)


def subject(row: Finding | Deadline) -> Subject:
    """What a finding or deadline is about: one open finding for each (R6.8)."""
    rule = row.rule if isinstance(row, Finding) else row.kind
    return rule, row.opportunity_id, row.activity_id


def _ended(store: Store, on: date) -> QuerySet[Finding]:
    return Finding.objects.open().filter(store=store, opened_on__lte=on, deadline__ended_on__lte=on)


def _broken_unfound(findings: Iterable[Finding], on: date) -> dict[Subject, Deadline]:
    rows = (
        Deadline.objects.broken(on=on)
        .filter(opportunity__in={f.opportunity_id for f in findings}, found_on=None)
        .select_for_update(no_key=True)
    )
    return {subject(row): row for row in rows}


@transaction.atomic
def annotate_findings(
    *, by: User, now: datetime, findings: Iterable[Finding], text: str
) -> tuple[int, int]:
    """Annotate the latest activity of each finding's opportunity, once per opportunity.

    The latest contact, or the plan where there was none yet. Returns ``(written, left_out)``: a
    customer who was handed on to people ``by`` does not lead is left out.
    """
    opportunities = {finding.opportunity_id for finding in findings}
    latest: dict[int, Activity] = {}
    rows = Activity.objects.visible_to(by).filter(opportunity__in=opportunities)
    rows = rows.exclude(state=ActivityState.CANCELLED).select_related("opportunity")
    for activity in rows.order_by("executed_on", "pk"):
        best = latest.get(activity.opportunity_id)
        if best is None or _key(activity) > _key(best):
            latest[activity.opportunity_id] = activity
    for activity in latest.values():
        annotate(by=by, now=now, activity=activity, text=text)
    return len(latest), len(opportunities) - len(latest)


def _key(activity: Activity) -> tuple[bool, date, int]:
    executed = activity.state == ActivityState.EXECUTED
    return executed, activity.executed_on or activity.planned_on, activity.pk
