"""Beginning, writing and closing a monthly report of marketing (R13.2)."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.people.models import Store, User
from foundation.history import save_as
from foundation.months import month_of

from .models import TEXTS, MonthlyReport


@transaction.atomic
def begin_report(*, store: Store, month: date, by: User, now: datetime) -> MonthlyReport:
    """The report of the store and month, begun unless there is one; raises for a month to come."""
    month = month.replace(day=1)
    if month > store.business_date(now):
        raise ValidationError({"month": _("This month is still to come.")})
    report, is_new = MonthlyReport.objects.get_or_create(
        store=store, month=month, defaults={"begun_by": by, "begun_at": now}
    )
    if is_new:
        save_as(report, by=by, now=now)
    return report


@transaction.atomic
def write_report(report: MonthlyReport, *, by: User, now: datetime) -> MonthlyReport:
    """Save the texts that a form has checked; a closed report stays as it was."""
    _require_open(report)
    save_as(report, by=by, now=now)
    return report


@transaction.atomic
def close_report(
    report: MonthlyReport, *, figures: dict[str, Any], by: User, now: datetime
) -> MonthlyReport:
    """Keep the report with its figures as they are now. Raises before the month is over or a text written."""
    report = _require_open(report)
    if report.store.business_date(now) <= month_of(report.month)[1]:
        raise ValidationError(_("The month is not over yet."), code="early")
    if not all(getattr(report, name).strip() for name in TEXTS):
        raise ValidationError(_("Write all four texts first."), code="unwritten")
    report.figures, report.closed_by, report.closed_at = figures, by, now
    save_as(report, by=by, now=now)
    return report


def _require_open(report: MonthlyReport) -> MonthlyReport:
    rows = MonthlyReport.objects.select_for_update(of=("self",)).select_related("store")
    stored = rows.get(pk=report.pk)
    if stored.is_closed:
        raise ValidationError(_("This report is closed, and stays as it was."), code="closed")
    return stored
