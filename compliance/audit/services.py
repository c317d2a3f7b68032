"""The nightly audit of a store (R6): broken deadlines become findings, findings become proposals."""

import logging
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.queries import require_director
from accounts.people.models import Store, User
from accounts.people.services import lock_store
from followups.policy_changes.services import apply_due_policies
from foundation.history import Cause
from foundation.nights import looked_through

from ..claims.services import draft_claims, withdraw_drafts
from ..findings.services import (
    carry_over,
    close,
    open_findings,
    undo_closing,
    withdraw_findings,
)
from ..penalties.models import NIGHTLY_AUDIT
from ..penalties.services.proposing import propose, withdraw_proposals
from .models import WITHDRAWN, AuditRun, AuditWithdrawal
from .queries import ahead_of, decided_since, first_missing, late_at_close

log = logging.getLogger(__name__)


def check_date(store: Store, *, on: date, now: datetime) -> None:
    """Raise ``AuditError`` if the date has not begun at the store, or a night to come was audited before.

    In the second case this clock is wrong or that of the run was; going on would judge days by the wrong one.
    """
    today = store.business_date(now)
    if on > today:
        raise AuditError(
            _("%(date)s is still to come at %(store)s, where it is %(today)s.")
            % {"date": on, "store": store.code, "today": today}
        )
    if ahead := ahead_of(store, now=now):
        raise AuditError(
            _(
                "%(date)s was audited at %(store)s, where it is %(today)s: a clock is or was wrong. "
                "Set it right, or let a director withdraw that night."
            )
            % {"date": ahead.on, "store": store.code, "today": today}
        )


def run_audit(store: Store, *, on: date, now: datetime) -> list[date]:
    """Audit the store up to the business date ``on``; return the dates audited, in order.

    Missed dates come first, from the first that was not audited since the store's first night; a store
    never audited starts at ``on``. The last audited date may run again: it changes nothing but what
    late records ask for. An earlier one is history and is left alone. Each date is one transaction;
    two processes at once take turns. What else is late by now is told at the end, each once (R14.1).
    Raises ``AuditError`` as ``check_date`` does.
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
    _tell_late(store, now)
    return dates


def _next_date(store: Store, on: date) -> date | None:
    """The date to audit next on the way to ``on``, ``None`` where nothing is left to do for it."""
    if missing := first_missing(store, until=on):
        return missing
    newest = AuditRun.objects.filter(store=store).order_by("-on").values_list("on", flat=True)
    return on if newest.first() == on else None


def _audit_date(store: Store, on: date, now: datetime) -> None:
    apply_due_policies(store, on=on)
    late = late_at_close(store, on=on, now=now)
    run, is_first = AuditRun.objects.get_or_create(
        store=store, on=on, defaults={"finished_at": now, "late": late}
    )
    if not is_first:
        AuditRun.objects.filter(pk=run.pk).update(late=late)
        undo_closing(store, on=on)
    carry_over(store, on=on)
    close(store, on=on)
    open_findings(store, on=on)
    propose(store, on=on, cause=Cause(None, now, NIGHTLY_AUDIT))
    draft_claims(store, on=on, now=now)


def _tell_late(store: Store, now: datetime) -> None:
    """What fails here keeps no night from being audited: the clock and the next night make up for it."""
    for each in looked_through:
        try:
            each.tell(store, now=now)
        except Exception:
            log.exception("late %s of %s", each.code, store.code)


@transaction.atomic
def withdraw_nights(
    store: Store, *, since: date, by: User, now: datetime, reason: str
) -> AuditWithdrawal:
    """Take back the audits of ``since`` and of every later night; they are audited again when due.

    Their findings, proposals and drafted claims go, what they closed is open again. Raises
    ``AuditError`` where anything of them was decided, and where there is no such night.
    """
    require_director(by, store.pk)
    lock_store(store.pk)
    runs = AuditRun.objects.filter(store=store, on__gte=since).order_by("on")
    nights = list(runs.values_list("on", flat=True))
    if not nights:
        raise AuditError(_("No such night was audited."))
    if decided := decided_since(store, since):
        raise AuditError(" ".join(decided))
    cause = Cause(by, now, WITHDRAWN.of(reason=reason))
    withdraw_drafts(store, since=since, cause=cause)
    proposals = withdraw_proposals(store, since=since, cause=cause)
    findings = withdraw_findings(store, since=since)
    runs.delete()
    return AuditWithdrawal.objects.create(
        store=store,
        first_on=nights[0],
        last_on=nights[-1],
        by=by,
        withdrawn_at=now,
        reason=reason,
        findings=findings,
        proposals=proposals,
    )


class AuditError(Exception):
    """A date that cannot be audited, or an audit that cannot be taken back."""
