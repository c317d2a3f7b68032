"""What the audit of a date left behind, as its command prints it (R6)."""

from zoneinfo import ZoneInfo

from followups.deadlines.rules.kinds import Kind

from ..findings.models import Finding
from ..penalties.models import Proposal


def audit_report(stores, *, on):
    """What the audit of the date left behind, as the ``audit`` command prints it in JSON.

    Findings open after the audit of the date, those it closed, and its proposals in their present state.
    """
    findings = Finding.objects.filter(store__in=stores)
    proposals = Proposal.objects.filter(store__in=stores, opened_on=on)
    return {
        "date": on.isoformat(),
        "findings": _finding_rows(findings.open_after(on), on),
        "closed": _finding_rows(findings.filter(closed_on=on), on),
        "proposals": _proposal_rows(proposals),
    }


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
        if rule == Kind.MISSED_CALLBACK:
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
