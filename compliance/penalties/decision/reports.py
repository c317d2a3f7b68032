"""Rectification reports handed in wait for the manager, who accepts or returns them (R8.7)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.access.queries import ASSESSING_ROLES
from foundation.decisions import APPROVE, EARLIER, REFUSE, Earlier, Kind

from ..models import RectificationReport, ReportState
from ..services.reports import accept_report, lock_report, return_report
from .proposals import evidence_of, rests_on


def _waiting():
    return RectificationReport.objects.filter(state=ReportState.SUBMITTED)


def _decided(user):
    return RectificationReport.objects.visible_to(user).exclude(reviewed_at=None)


def _load(keys):
    rows = RectificationReport.objects.select_related(
        "person",
        "proposal__store",
        "proposal__appeal",
        "proposal__share_of__person",
        "proposal__share_of__appeal",
        "reviewed_by",
    )
    appeals = ("proposal__appeal__recordings", "proposal__share_of__appeal__recordings")
    rows = rows.prefetch_related(*appeals)
    return rows.in_bulk(keys)


def _shown(report, act):
    return report.person_id, report.text, report.submitted_at, report.due_on


def _evidence(report, *, user, on):
    """The report as it was handed in, the occasion it is about, and the person's earlier reports."""
    proposal = report.proposal.share_of or report.proposal
    rows = RectificationReport.objects.filter(person=report.person_id, due_on__lt=report.due_on)
    earlier = [
        Earlier(row.due_on, row.title, row.get_state_display(), row.comment)
        for row in rows.select_related("proposal").order_by("-due_on", "-pk")[:EARLIER]
    ]
    return evidence_of(proposal, user=user, on=on) | {"report": report, "earlier": earlier}


def _rests_on(reports, *, now):
    """The appeal and the findings of the occasion."""
    of_reports = {report.pk: report.proposal.share_of or report.proposal for report in reports}
    cases = rests_on(list(of_reports.values()), now=now)
    return {pk: (cases[origin.pk], _appeal(origin)) for pk, origin in of_reports.items()}


def _appeal(proposal):
    appeal = getattr(proposal, "appeal", None)
    return appeal and (appeal.text, sorted(r.pk for r in appeal.recordings.all()))


def _lock(report, *, now):
    lock_report(report)


def _accept(report, *, by, now, reason, answer):
    on = report.proposal.store.business_date(now)
    accept_report(report, by=by, now=now, on=on, comment=reason)


def _return(report, *, by, now, reason, answer):
    on = report.proposal.store.business_date(now)
    return_report(report, by=by, now=now, on=on, comment=reason)


KIND = Kind(
    code="report",
    label=gettext_lazy("Rectification reports"),
    name=RectificationReport._meta.verbose_name,
    icon="file-earmark-text",
    place=70,
    announced=gettext_lazy("Rectification reports to review"),
    roles=ASSESSING_ROLES,
    rows=_waiting,
    since="submitted_at",
    person="person",
    store="proposal__store",
    leaderless=True,
    decided=_decided,
    decided_at="reviewed_at",
    load=_load,
    row_template="compliance/penalties/_report_waiting.html",
    page=lambda report: reverse("compliance:report_detail", args=[report.pk]),
    about="person",
    rule=lambda report: gettext_lazy(
        "Rule: the manager accepts a rectification report or returns it with a comment."
    ),
    evidence=_evidence,
    evidence_template="compliance/penalties/_occasion_evidence.html",
    rests_on=_rests_on,
    choice_template="compliance/penalties/_choose_reports.html",
    shown=_shown,
    lock=_lock,
    approve=_accept,
    refuse=_return,
    submits={APPROVE: gettext_lazy("Accept"), REFUSE: gettext_lazy("Return")},
)
