"""Reading the audit and the ledger, for commands and pages."""

from collections import defaultdict

from .models import Finding, LedgerEntry, LedgerSum, Proposal
from .rules.ladder import EXACT, ZERO


def audit_report(stores, *, on):
    """What the audit of the date left behind, as the ``audit`` command prints it in JSON.

    Findings open after the night, those the night closed, and its proposals in their present state.
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
    )
    result = []
    for *names, opened_on, due_on, days_late, grade, planned_on, closed_on, pk in rows.iterator():
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


def ledger_entries(model=LedgerEntry, *, person=None, start=None, end=None):
    """The entries by date, of one person and between two dates (inclusive) where these are given."""
    entries = model.objects.order_by("on", "pk").select_related("person", "store")
    if person:
        entries = entries.filter(person=person)
    if start:
        entries = entries.filter(on__gte=start)
    if end:
        entries = entries.filter(on__lte=end)
    return entries


def sums_of(entries):
    """``{(person id, month): (amount, number)}`` of the entries; the key ``None`` is the whole.

    Months are named by their first day, amounts are exact yuan.
    """
    sums = defaultdict(lambda: (ZERO, 0))
    for person, on, value in entries.values_list("person_id", "on", "amount").iterator():
        for key in ((person, on.replace(day=1)), None):
            amount, number = sums[key]
            sums[key] = (EXACT.add(amount, value), number + 1)
    return dict(sums)


def ledger_differences(entries=LedgerEntry, sums=LedgerSum):
    """One sentence for each stored sum that is not what the entries add up to; none means all is well."""
    right = sums_of(entries.objects.order_by())
    stored = {
        None if row.is_total else (row.person_id, row.month): row for row in sums.objects.all()
    }
    lines = []
    for key in right.keys() | stored.keys():
        amount, number = right.get(key, (ZERO, 0))
        row = stored.get(key)
        kept = (row.amount, row.entries) if row else (ZERO, 0)
        if kept != (amount, number):
            name = "total" if key is None else f"person {key[0]} month {key[1]:%Y-%m}"
            lines.append(
                f"{name}: stored {kept[0]:.2f} of {kept[1]} entries, "
                f"entries add up to {amount:.2f} of {number}"
            )
    return sorted(lines)
