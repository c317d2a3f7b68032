"""Findings that no longer hold are closed; those whose promise was merely renewed go on (R6.8)."""

from django.db.models.functions import Greatest

from accounts.batches import batches
from followups.models import Deadline
from followups.rules.deadlines import Kind

from ..models import Finding

BATCH = 1000


def undo_closing(store, *, on):
    """Reopen what an earlier run of the same night closed, so that it is judged by today's records.

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


def carry_over(store, *, on):
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


def _drop_unbroken(pks):
    """Late records undid these: kept for their finding alone, they go when it has moved on."""
    last_day = Greatest("set_on", "breaks_on")
    Deadline.objects.filter(pk__in=pks, found_on=None, ended_on__lte=last_day).delete()


def close(store, *, on):
    """Close the open findings whose deadline had ended by the close of the date."""
    for pks in batches(list(_ended(store, on).values_list("pk", flat=True)), BATCH):
        Finding.objects.filter(pk__in=pks).update(closed_on=on)


def subject(row):
    """What a finding or deadline is about: one open finding for each (R6.8)."""
    rule = row.rule if isinstance(row, Finding) else row.kind
    return rule, row.opportunity_id, row.activity_id


def _ended(store, on):
    return Finding.objects.open().filter(store=store, opened_on__lte=on, deadline__ended_on__lte=on)


def _broken_unfound(findings, on):
    rows = (
        Deadline.objects.broken(on=on)
        .filter(opportunity__in={f.opportunity_id for f in findings}, found_on=None)
        .select_for_update(no_key=True)
    )
    return {subject(row): row for row in rows}
