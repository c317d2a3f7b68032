"""The nightly audit of a store (R6): broken deadlines become findings, findings become proposals."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.people.models import Store
from accounts.people.services import lock_store
from followups.policy_changes.services import apply_due_policies
from foundation.history import Cause

from ..claims.services import draft_claims
from ..findings.services import carry_over, close, open_findings, undo_closing
from ..penalties.models import NIGHTLY_AUDIT
from ..penalties.services.proposing import propose
from .models import AuditRun


def check_date(store: Store, *, on: date, now: datetime) -> None:
    """Raise ``AuditError`` if the business date ``on`` has not begun yet at the store."""
    today = store.business_date(now)
    if on > today:
        raise AuditError(
            _("%(date)s is still to come at %(store)s, where it is %(today)s.")
            % {"date": on, "store": store.code, "today": today}
        )


def run_audit(store: Store, *, on: date, now: datetime) -> list[date]:
    """Audit the store up to the business date ``on``; return the dates audited, in order.

    Missed dates come first, from the day after the last audited one; a store never audited starts
    at ``on``. The last audited date may run again: it changes nothing but what late records ask for.
    An earlier one is history and is left alone. Each date is one transaction; two processes at once
    take turns. Raises ``AuditError`` for a date in the future.
    """
    check_date(store, on=on, now=now)
    dates: list[date] = []
    while not dates or dates[-1] < on:
        with transaction.atomic():
            lock_store(store.pk)
            following = _next_date(store, on)
            if following is None:
                break
            _audit_date(store, following, now)
        dates.append(following)
    return dates


def _next_date(store: Store, on: date) -> date | None:
    """The date to audit next on the way to ``on``, ``None`` if ``on`` is behind the last one."""
    last = AuditRun.objects.filter(store=store).order_by("-on").values_list("on", flat=True).first()
    if last is None or last == on:
        return on
    return last + timedelta(days=1) if last < on else None


def _audit_date(store: Store, on: date, now: datetime) -> None:
    apply_due_policies(store, on=on)
    run = {"store": store, "on": on}
    if not AuditRun.objects.get_or_create(**run, defaults={"finished_at": now})[1]:
        undo_closing(store, on=on)
    carry_over(store, on=on)
    close(store, on=on)
    open_findings(store, on=on)
    propose(store, on=on, cause=Cause(None, now, NIGHTLY_AUDIT))
    draft_claims(store, on=on, now=now)


class AuditError(Exception):
    """A date that cannot be audited."""
