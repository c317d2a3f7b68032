"""Everything that waits for one's decision, and what was decided: one list of many kinds (R1.2).

What a manager may decide waits with them; a director sees it where nobody else would, and requests
and absences in any case. The count on the menu is that of the same rows.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from followups.absences.queries import fingerprint, moves_of_all
from followups.activities.models import Activity
from followups.calendars.models import Absence, AbsenceState
from followups.deadlines.rules import Kind
from leads.change_requests.models import ChangeRequest, RequestState
from leads.customers.models import Customer
from leads.opportunities.models import State

from ..claims.models import Claim, ClaimState
from ..claims.queries import claim_changes
from ..findings.models import Finding
from ..findings.queries import verdicts_of
from ..hand_over.models import Departure
from ..hand_over.queries import hand_over_changes, numbers_held
from ..penalties.models import Proposal, ProposalState, RectificationReport, ReportState
from ..penalties.queries import rate_of

PROPOSAL, DAYS, CLAIM, REQUEST = "proposal", "days", "claim", "request"
ABSENCE, REPORT, SUSPICION = "absence", "report", "suspicion"
DEPARTURE = "departure"
LABELS = {
    PROPOSAL: _("Penalty proposals"),
    DAYS: _("Suspensions without days"),
    CLAIM: _("Claims"),
    DEPARTURE: _("Departures"),
    REQUEST: _("Change requests"),
    ABSENCE: _("Absences"),
    REPORT: _("Rectification reports"),
    SUSPICION: _("Suspected evasions"),
}
# As a single row is called.
NAMES = {
    PROPOSAL: Proposal._meta.verbose_name,
    DAYS: _("Suspension for study"),
    CLAIM: Claim._meta.verbose_name,
    DEPARTURE: Departure._meta.verbose_name,
    REQUEST: ChangeRequest._meta.verbose_name,
    ABSENCE: Absence._meta.verbose_name,
    REPORT: RectificationReport._meta.verbose_name,
    SUSPICION: _("Suspected evasion"),
}
ICONS = {
    PROPOSAL: "clipboard-check",
    DAYS: "calendar-x",
    CLAIM: "arrow-left-right",
    DEPARTURE: "box-arrow-right",
    REQUEST: "person-gear",
    ABSENCE: "calendar-range",
    REPORT: "file-earmark-text",
    SUSPICION: "flag",
}
# These can be decided many at once.
CHOOSABLE = (PROPOSAL, CLAIM, REQUEST, ABSENCE, REPORT, SUSPICION)
DECIDED_SHOWN = 500


@dataclass
class Item:
    """One row: ``since`` the day from which it waits; ``at`` when it was decided."""

    code: str
    pk: int
    since: date | None = None
    at: datetime | None = None
    thing: object = None

    @property
    def key(self):
        return f"{self.code}-{self.pk}"

    @property
    def label(self):
        return NAMES[self.code]

    @property
    def icon(self):
        return ICONS[self.code]

    @property
    def template(self):
        return f"compliance/decisions/rows/{self.code}.html"

    @property
    def is_choosable(self):
        return self.code in CHOOSABLE


def _led_by(user, person):
    """A ``Q``: the people whose manager the user is; for a director those who have none."""
    return Q(**{f"{person}__manager": user.pk if user.is_manager else None})


def _sources(user):
    """``{code: (rows waiting, field since when)}`` of what the user may decide."""
    suspicions = Finding.objects.visible_to(user).open()
    suspicions = suspicions.filter(rule=Kind.SUSPECTED_EVASION, verdict="")
    reports = RectificationReport.objects.visible_to(user).filter(state=ReportState.SUBMITTED)
    requests = ChangeRequest.objects.visible_to(user).waiting()
    absences = Absence.objects.visible_to(user).filter(state=AbsenceState.REQUESTED)
    absences = absences.exclude(user=user)
    if user.is_manager:
        requests = requests.filter(_led_by(user, "customer__consultant"))
        absences = absences.filter(_led_by(user, "user"))
    found = {
        REQUEST: (requests, "requested_at"),
        ABSENCE: (absences, "recorded_on"),
        REPORT: (reports.filter(_led_by(user, "person")), "submitted_at"),
        SUSPICION: (suspicions.filter(_led_by(user, "responsible")), "opened_on"),
    }
    if user.is_director:
        proposals = Proposal.objects.visible_to(user)
        claims = Claim.objects.visible_to(user).filter(state=ClaimState.FILED)
        found = {
            PROPOSAL: (proposals.pending().filter(share_of=None), "opened_on"),
            DAYS: (proposals.undated(), "decided_at"),
            CLAIM: (claims, "filed_at"),
            DEPARTURE: (Departure.objects.visible_to(user).waiting(), "announced_at"),
        } | found
    return {code: (rows.order_by(), since) for code, (rows, since) in found.items()}


def waiting_items(user, code=""):
    """The ``Item`` rows that wait for the user, the longest waiting first; of one kind, if given."""
    items = [
        Item(kind, pk, since=_day(since))
        for kind, (rows, field) in _sources(user).items()
        if code in ("", kind)
        for pk, since in rows.values_list("pk", field)
    ]
    return sorted(items, key=lambda item: (item.since, list(LABELS).index(item.code), item.pk))


def count_waiting(user):
    """How many rows ``waiting_items`` has, in one query."""
    if not (user.is_manager or user.is_director):
        return 0
    first, *others = [rows.values("pk") for rows, _since in _sources(user).values()]
    return first.union(*others, all=True).count()


def decided_items(user, code=""):
    """The latest decisions on what the user oversees, the last first; of one kind, if given."""
    requests = ChangeRequest.objects.visible_to(user).exclude(state=RequestState.WAITING)
    absences = Absence.objects.visible_to(user).exclude(decided_at=None)
    reports = RectificationReport.objects.visible_to(user).exclude(reviewed_at=None)
    suspicions = Finding.objects.visible_to(user).exclude(verdict_on=None)
    proposals = Proposal.objects.visible_to(user).filter(share_of=None)
    claims = Claim.objects.visible_to(user).exclude(decided_at=None)
    departures = Departure.objects.visible_to(user).exclude(decided_at=None)
    sources = {
        PROPOSAL: (proposals.exclude(state=ProposalState.PROPOSED), "decided_at"),
        CLAIM: (claims, "decided_at"),
        DEPARTURE: (departures, "decided_at"),
        REQUEST: (requests, "decided_at"),
        ABSENCE: (absences, "decided_at"),
        REPORT: (reports, "reviewed_at"),
        SUSPICION: (suspicions, "verdict_on"),
    }
    items = [
        Item(kind, pk, at=_moment(at))
        for kind, (rows, field) in sources.items()
        if code in ("", kind)
        for pk, at in rows.order_by(f"-{field}", "-pk").values_list("pk", field)[:DECIDED_SHOWN]
    ]
    return sorted(items, key=lambda item: (item.at, item.pk), reverse=True)[:DECIDED_SHOWN]


def _day(value):
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _moment(value):
    # A verdict has only its day: it stands after what that day has with an hour.
    return value if isinstance(value, datetime) else datetime.combine(value, time.max, UTC)


def load_records(items):
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


def add_claim_moves(claims):
    """Give each claim ``moves``: the opportunities and open plans that go with its customer."""
    customers = {claim.customer_id for claim in claims}
    executing = Count("opportunities", filter=Q(opportunities__state=State.EXECUTING))
    rows = Customer.objects.filter(pk__in=customers).annotate(
        number=Count("opportunities"), open=executing
    )
    held = {pk: (number, open_) for pk, number, open_ in rows.values_list("pk", "number", "open")}
    plans = Activity.objects.planned().filter(opportunity__customer__in=customers).order_by()
    planned = dict(plans.values_list("opportunity__customer").annotate(Count("pk")))
    for claim in claims:
        number, open_ = held[claim.customer_id]
        claim.moves = {
            "opportunities": number,
            "open": open_,
            "plans": planned.get(claim.customer_id, 0),
        }


def add_absence_moves(absences, *, now):
    """Give each absence ``days``, the new days of its plans in order, and ``seen``, their fingerprint."""
    days = {absence: absence.user.store.business_date(now) for absence in absences}
    for absence, moves in moves_of_all(days).items():
        absence.days = sorted(move.to_on for move in moves if move.to_on)
        absence.number = len(moves)
        absence.seen = fingerprint(moves)


def changes_of(customer, user):
    """``Change`` rows for the history of the card, as far as the user may know of them."""
    yield from hand_over_changes(customer)
    yield from claim_changes(Claim.objects.filter(customer=customer))
    yield from verdicts_of(Finding.objects.visible_to(user).filter(opportunity__customer=customer))
