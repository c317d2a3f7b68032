"""The records behind the rows of the inbox, each kind in one go with all that its rows show (R1.2)."""

from django.db.models import OuterRef, Subquery

from followups.models import Absence
from leads.models import ChangeRequest

from .hand_over_queries import numbers_held
from .inbox_queries import ABSENCE, CLAIM, DAYS, DEPARTURE, PROPOSAL, REPORT, REQUEST, SUSPICION
from .models import Claim, Departure, Finding, Proposal, RectificationReport
from .page_queries import rate_of


def load_things(items):
    """Give each of the items the record it is about, with all that its row shows; drops those gone."""
    keys = {}
    for item in items:
        keys.setdefault(item.code, set()).add(item.pk)
    things = {code: _LOADERS[code](pks) for code, pks in keys.items()}
    for item in items:
        item.thing = things[item.code].get(item.pk)
    return [item for item in items if item.thing is not None]


def _proposals(pks):
    rows = Proposal.objects.select_related(
        "store", "person", "decided_by", "share__person", "appeal", "report", "suspension__absence"
    ).prefetch_related("appeal__recordings__activity__opportunity__customer")
    found = rows.in_bulk(pks)
    fines = _fines_before_suspension(found)
    for proposal in found.values():
        proposal.rate = rate_of(proposal)
        proposal.fine_before = fines.get(proposal.pk)
    return found


def _fines_before_suspension(found):
    """What was proposed as a fine and approved as a suspension (R8.1), by the history."""
    suspended = [pk for pk, p in found.items() if p.kind == "suspension" and p.family != "expiry"]
    if not suspended:
        return {}
    last = Proposal.history.filter(id=OuterRef("pk"), kind="fine").order_by("-history_id")
    rows = Proposal.objects.filter(pk__in=suspended)
    return dict(rows.values_list("pk", Subquery(last.values("amount")[:1])))


def _claims(pks):
    rows = Claim.objects.select_related(
        "store", "customer", "claimant", "owner", "owner_contact", "claimant_contact", "decided_by"
    )
    return rows.in_bulk(pks)


def _departures(pks):
    rows = Departure.objects.select_related("store", "person", "announced_by", "decided_by")
    return rows.annotate(**numbers_held("person")).in_bulk(pks)


def _requests(pks):
    rows = ChangeRequest.objects.select_related(
        "customer__store", "customer__consultant", "requested_by", "decided_by"
    )
    return rows.in_bulk(pks)


def _absences(pks):
    return Absence.objects.select_related("user__store", "decided_by", "by", "replaces").in_bulk(
        pks
    )


def _reports(pks):
    rows = RectificationReport.objects.select_related("person", "proposal__store", "reviewed_by")
    return rows.in_bulk(pks)


def _suspicions(pks):
    rows = Finding.objects.select_related(
        "store", "opportunity__customer__consultant", "responsible", "verdict_by", "activity"
    )
    return rows.in_bulk(pks)


_LOADERS = {
    PROPOSAL: _proposals,
    DAYS: _proposals,
    CLAIM: _claims,
    DEPARTURE: _departures,
    REQUEST: _requests,
    ABSENCE: _absences,
    REPORT: _reports,
    SUSPICION: _suspicions,
}
