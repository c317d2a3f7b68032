"""Broken deadlines become findings with the facts of the night (R6.8)."""

from django.db.models import Case, CharField, F, OuterRef, Subquery, When
from django.db.models.functions import Coalesce

from accounts.access import assessor_of
from accounts.batches import batches
from followups.models import ActivityMove, Deadline
from followups.rules.deadlines import Kind
from leads.models import OpportunityChange

from ..models import Finding
from .closing import subject

BATCH = 1000


def open_findings(store, *, on):
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


def _unfound(store, on):
    """The pks of the broken deadlines without a finding, oldest first, locked against their removal.

    Two queries, for each is a range of an index: what stands now, and what ended since the date.
    """
    broken = Deadline.objects.filter(
        store=store, found_on=None, set_on__lte=on, breaks_on__lte=on
    ).select_for_update(no_key=True)
    rows = []
    for part in (broken.filter(ended_on=None), broken.filter(ended_on__gt=on)):
        rows += part.values_list("set_on", "pk")
    return [pk for _, pk in sorted(rows)]


def _with_facts(pks, on):
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


def _finding(deadline, on, assessor):
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
