"""Everything that waits for one's decision, and what was decided: one list of many kinds (R1.2).

What a manager may decide waits with them; a director sees it where nobody else would, and requests
and absences in any case. The count on the menu is that of the same rows.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from followups.models import Absence, AbsenceState
from followups.rules.deadlines import Kind
from leads.models import ChangeRequest, RequestState

from .models import (
    Claim,
    ClaimState,
    Departure,
    Finding,
    Proposal,
    ProposalState,
    RectificationReport,
    ReportState,
)

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
        return f"compliance/inbox/{self.code}.html"

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
