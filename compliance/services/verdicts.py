"""A manager's verdict on a suspected evasion (R6.5): only confirmed it is an offence (R8.8)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import stores_of
from followups.models import Deadline
from followups.rules.deadlines import Kind

from ..models import AuditRun, Finding, Verdict
from ..models.findings import JUDGED
from .acts import Cause
from .errors import DecisionError
from .locks import lock_store
from .proposing import propose

VERDICT_FIELDS = ["verdict", "verdict_on", "verdict_at", "verdict_by", "verdict_reason"]


def confirm_suspicion(finding, *, by, now, on, reason=""):
    """Make the suspicion an offence, counted on the date ``on``; returns the finding.

    Raises ``PermissionDenied`` unless ``by`` is the responsible's manager or a director of the store,
    ``DecisionError`` if it is no suspicion, is closed, or was decided before.
    """
    return _decide(finding, Verdict.CONFIRMED, by=by, now=now, on=on, reason=reason)


def dismiss_suspicion(finding, *, by, now, on, reason):
    """Drop the suspicion without consequences; as ``confirm_suspicion``, but a reason is required."""
    if not reason.strip():
        raise DecisionError(_("Say why the suspicion is dismissed."))
    return _decide(finding, Verdict.DISMISSED, by=by, now=now, on=on, reason=reason)


@transaction.atomic
def _decide(finding, verdict, *, by, now, on, reason):
    lock_store(finding.store_id)
    finding = Finding.objects.select_related("responsible", "store").get(pk=finding.pk)
    if not may_judge(by, finding):
        raise PermissionDenied
    if finding.rule != Kind.SUSPECTED_EVASION:
        raise DecisionError(_("Only a suspected evasion is confirmed or dismissed."))
    if finding.verdict:
        raise DecisionError(_("This suspicion was decided before."))
    if finding.closed_on:
        raise DecisionError(_("This suspicion is closed: its records were changed."))
    finding.verdict, finding.verdict_on, finding.verdict_at = verdict, on, now
    finding.verdict_by, finding.verdict_reason = by, reason.strip()
    finding.save(update_fields=VERDICT_FIELDS)
    _end_suspicions(finding, on)
    if AuditRun.objects.filter(store=finding.store, on=on).exists():
        why = JUDGED[finding.verdict].of(reason=finding.verdict_reason)
        propose(finding.store, on=on, cause=Cause(by, now, why))
    return finding


def may_judge(user, finding):
    """Whether the user is the responsible's manager or a director over the store."""
    if user.is_director:
        return stores_of(user).filter(pk=finding.store_id).exists()
    return user.is_manager and finding.responsible.manager_id == user.pk


def _end_suspicions(finding, on):
    """End the deadline, and those of the same subject that waited behind it: one verdict for all."""
    Deadline.objects.filter(pk=finding.deadline_id).update(ended_on=max(on, finding.opened_on))
    Deadline.objects.filter(
        kind=Kind.SUSPECTED_EVASION,
        opportunity=finding.opportunity_id,
        activity=finding.activity_id,
        found_on=None,
        ended_on=None,
        set_on__lte=on,
    ).update(ended_on=on)
