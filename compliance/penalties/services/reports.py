"""Rectification reports 整改报告: due with an approval, written, accepted or returned (R8.7)."""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.access.queries import oversees
from accounts.people.models import User
from foundation.decisions import DecisionError
from foundation.history import save_as

from ..models import Proposal, RectificationReport, ReportState
from ..rules import manager_reports
from .pricing import terms_in_force
from .telling import tell_report

# Within so many days a report is due, first and again after it was returned.
DAYS = 3
LATEST_DAYS = 90
LONGEST_REPORT = 20000


def default_due(on: date) -> date:
    return on + timedelta(days=DAYS)


def open_reports(
    proposal: Proposal, *, by: User, now: datetime, on: date, due_on: date | None = None
) -> None:
    """Ask the person of an approved proposal for a report by ``due_on``; the caller holds the locks.

    Their manager, if they carry a share, writes one of their own on their supervision (R8.3).
    """
    due_on = due_on or default_due(on)
    if not on <= due_on <= on + timedelta(days=LATEST_DAYS):
        raise DecisionError(_("The report is due from today on, within 90 days."))
    asked = [proposal]
    if manager_reports(terms_in_force(proposal.store, on=proposal.opened_on)):
        asked += Proposal.objects.filter(share_of=proposal).select_related("person")
    for part in asked:
        report = RectificationReport(proposal=part, person=part.person, due_on=due_on)
        save_as(report, by=by, now=now)
        tell_report(report, by=by, now=now)


@transaction.atomic
def save_draft(
    report: RectificationReport, *, by: User, now: datetime, text: str
) -> RectificationReport:
    """Keep what is written so far; only the person reads it. Returns the report."""
    report = _to_write(report, by, text)
    if report.text != text.strip():
        report.text = text.strip()
        save_as(report, by=by, now=now)
    return report


@transaction.atomic
def submit_report(
    report: RectificationReport, *, by: User, now: datetime, text: str
) -> RectificationReport:
    """Hand the report in to the manager. Raises ``DecisionError`` without a text or out of turn."""
    report = _to_write(report, by, text)
    if not text.strip():
        raise DecisionError(_("Write the report before you submit it."))
    report.text, report.state, report.submitted_at = text.strip(), ReportState.SUBMITTED, now
    save_as(report, by=by, now=now)
    return report


@transaction.atomic
def accept_report(
    report: RectificationReport, *, by: User, now: datetime, on: date, comment: str = ""
) -> RectificationReport:
    """The manager, or a director of the store, is content; that is the end of it."""
    return _review(report, ReportState.ACCEPTED, by=by, now=now, comment=comment)


@transaction.atomic
def return_report(
    report: RectificationReport, *, by: User, now: datetime, on: date, comment: str
) -> RectificationReport:
    """Back to the person with a comment; due again ``DAYS`` days from ``on``, if that is later."""
    if not comment.strip():
        raise DecisionError(_("Say what is missing."))
    report = _review(report, ReportState.RETURNED, by=by, now=now, comment=comment, on=on)
    return report


def withdraw_reports(proposal: Proposal, *, by: User, now: datetime, reason: str) -> None:
    """The entry was reversed: reports not yet accepted, the manager's too, are no longer owed (R8.6)."""
    either = Q(proposal=proposal) | Q(proposal__share_of=proposal)
    rows = RectificationReport.objects.select_for_update(of=("self",)).filter(either)
    for report in rows.exclude(state__in=[ReportState.ACCEPTED, ReportState.WITHDRAWN]):
        report.state = ReportState.WITHDRAWN
        save_as(report, by=by, now=now, reason=reason)


def may_review(user: User, report: RectificationReport) -> bool:
    """Whether the user is the person's manager, or a director of the store."""
    return oversees(user, report.person, report.proposal.store_id)


def lock_report(report: RectificationReport) -> RectificationReport:
    """The report as it is now, held until the end of the transaction."""
    rows = RectificationReport.objects.select_for_update(of=("self",))
    return rows.select_related("person", "proposal").get(pk=report.pk)


def _to_write(report: RectificationReport, by: User, text: str) -> RectificationReport:
    report = lock_report(report)
    if report.person_id != by.pk:
        raise PermissionDenied
    if not report.is_to_write:
        raise DecisionError(
            _("This report is not to be written any more: %(state)s.")
            % {"state": report.get_state_display()}
        )
    if len(text) > LONGEST_REPORT:
        raise DecisionError(_("This text is too long."))
    return report


def _review(
    report: RectificationReport,
    state: str,
    *,
    by: User,
    now: datetime,
    comment: str,
    on: date | None = None,
) -> RectificationReport:
    report = lock_report(report)
    if not may_review(by, report):
        raise PermissionDenied
    if report.state != ReportState.SUBMITTED:
        raise DecisionError(
            _("This report does not wait for a review: %(state)s.")
            % {"state": report.get_state_display()}
        )
    report.state, report.comment = state, comment.strip()[:300]
    report.reviewed_by, report.reviewed_at = by, now
    if on:
        report.due_on = max(report.due_on, default_due(on))
    save_as(report, by=by, now=now, reason=comment.strip())
    tell_report(report, by=by, now=now)
    return report
