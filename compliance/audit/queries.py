"""Which nights were audited, and what the audit of one left behind (R6)."""

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _

from accounts.access.queries import zone_of
from followups.deadlines.rules.kinds import Kind
from foundation.dates import moments_of
from foundation.nights import looked_through

from ..claims.models import Claim, ClaimState
from ..findings.models import Finding
from ..penalties.models import Appeal, Proposal, ProposalState
from .models import AuditRun, AuditWithdrawal


def first_missing(store, *, until):
    """The first business date up to ``until`` that is to be audited and was not, or ``None``.

    Counted from the store's first night, those taken back included; a store without any is to be
    audited at ``until``. A newer night never stands for an older one.
    """
    runs = AuditRun.objects.filter(store=store)
    known = runs.aggregate(first=Min("on"), number=Count("pk", filter=Q(on__lte=until)))
    withdrawn = AuditWithdrawal.objects.filter(store=store).aggregate(first=Min("first_on"))
    first = min(filter(None, (known["first"], withdrawn["first"])), default=until)
    wanted = (until - first).days + 1
    if known["number"] >= wanted:
        return None
    audited = set(runs.filter(on__lte=until).values_list("on", flat=True))
    days = (first + timedelta(days=number) for number in range(wanted))
    return next((day for day in days if day not in audited), None)


def ahead_of(store, *, now):
    """The store's newest audited night if it is still to come, else ``None``."""
    later = AuditRun.objects.filter(store=store, on__gt=store.business_date(now))
    return later.order_by("-on").first()


def decided_since(store, since):
    """A sentence for each kind of thing that people made of the nights from ``since`` on."""
    proposals = Proposal.objects.filter(store=store, opened_on__gte=since)
    claims = Claim.objects.filter(store=store, drafted_on__gte=since)
    found = {
        _("A penalty of these nights was approved or waived."): proposals.exclude(
            state=ProposalState.PROPOSED
        ),
        _("A penalty of these nights was appealed against."): Appeal.objects.filter(
            proposal__in=proposals
        ),
        _("A suspicion of these nights was confirmed or dismissed."): Finding.objects.filter(
            store=store, opened_on__gte=since
        ).exclude(verdict=""),
        _("A claim was filed or decided in these nights."): claims.exclude(
            state=ClaimState.DRAFT, filed_at=None
        ).exclude(state=ClaimState.WITHDRAWN, filed_at=None),
    }
    return [sentence for sentence, rows in found.items() if rows.exists()]


def late_at_close(store, *, on, now):
    """``{code of what is looked through: how many stood late}`` at the close of the date, or now before it."""
    _begin, close = moments_of(on, on, zone_of(store))
    return {each.code: each.late_at(store, min(now, close)) for each in looked_through}


def nights_of(store):
    """The audited nights of a store, the newest first."""
    return AuditRun.objects.filter(store=store).order_by("-on")


def add_counts(store, nights):
    """Set ``findings`` and ``proposals`` of the given nights, how many each opened, and ``others``.

    That is how many stood late of each kind of ``looked_through``, ``None`` where the night did not look.
    """
    days = [night.on for night in nights]

    def counts(model):
        rows = model.objects.filter(store=store, opened_on__in=days)
        return dict(rows.order_by().values_list("opened_on").annotate(Count("pk")))

    findings, proposals = counts(Finding), counts(Proposal)
    for night in nights:
        night.findings, night.proposals = findings.get(night.on, 0), proposals.get(night.on, 0)
        night.others = [(each.label, night.late.get(each.code)) for each in looked_through]


def audit_report(stores, *, on):
    """What the audit of the date left behind, as the ``audit`` command prints it in JSON.

    Findings open after the audit of the date, those it closed, its proposals in their present state, and how
    many complaints and questions stood late at its close.
    """
    findings = Finding.objects.filter(store__in=stores)
    proposals = Proposal.objects.filter(store__in=stores, opened_on=on)
    return {
        "date": on.isoformat(),
        "findings": _finding_rows(findings.open_after(on), on),
        "closed": _finding_rows(findings.filter(closed_on=on), on),
        "proposals": _proposal_rows(proposals),
        "late": _late(stores, on),
    }


def _late(stores, on):
    total = Counter()
    for late in AuditRun.objects.filter(store__in=stores, on=on).values_list("late", flat=True):
        total.update(late)
    return {each.code: total[each.code] for each in looked_through if each.code in total}


def _finding_rows(findings, on):
    rows = findings.values_list(
        "rule",
        "store__code",
        "opportunity__customer__phone",
        "opportunity__model",
        "responsible__username",
        "supervisor__username",
        "assessor__username",
        "opened_on",
        "due_on",
        "days_late",
        "grade",
        "planned_on",
        "closed_on",
        "pk",
        "activity__call_back_by",
        "store__time_zone",
    )
    result = []
    for (
        *names,
        opened_on,
        due_on,
        days_late,
        grade,
        planned_on,
        closed_on,
        pk,
        by,
        zone,
    ) in rows.iterator():
        rule, store, phone, model, responsible, supervisor, assessor = names
        row = {
            "rule": rule,
            "store": store,
            "phone": phone,
            "model": model,
            "responsible": responsible,
            "supervisor": supervisor,
            "assessor": assessor,
            "opened_on": opened_on.isoformat(),
            "due_on": due_on.isoformat(),
            "days_late": days_late,
            "grade": grade,
            "planned_on": planned_on and planned_on.isoformat(),
            "days_open": (on - opened_on).days,
        }
        if rule in Kind.BY_THE_HOUR:
            row["due_at"] = by.astimezone(ZoneInfo(zone)).isoformat()
        if closed_on == on:
            row["closed_on"] = closed_on.isoformat()
        result.append(((store, rule, phone, model, opened_on, pk), row))
    # Sorted here, as each database orders text in its own way.
    return [row for _, row in sorted(result, key=lambda pair: pair[0])]


def _proposal_rows(proposals):
    rows = proposals.select_related("store", "person", "share_of__person")
    ordered = sorted(
        rows,
        key=lambda p: (
            p.store.code,
            (p.share_of or p).person.username,
            p.family,
            p.share_of_id is not None,
        ),
    )
    return [
        {
            "person": proposal.person.username,
            "family": proposal.family,
            "occasion": proposal.occasion,
            "items": proposal.items,
            "kind": proposal.kind,
            "amount": f"{proposal.amount:.2f}",
            "opened_on": proposal.opened_on.isoformat(),
            "state": proposal.state,
            "share_of": proposal.share_of.person.username if proposal.share_of else None,
        }
        for proposal in ordered
    ]


def audited_since(opportunity, activities, since):
    """What forbids undoing a contact: the night has closed or opened findings by it (R6.8)."""
    on = opportunity.store.business_date(since)
    if AuditRun.objects.filter(store=opportunity.store_id, on__gte=on).exists():
        return _("The night was audited with it.")
    return ""
