"""The last two months of audits, and what managers and directors decided on the days between."""

from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from accounts.people.models import Role
from compliance.audit.models import AuditRun
from compliance.audit.queries import late_at_close
from compliance.audit.services import run_audit
from compliance.findings.models import Finding
from compliance.penalties.models import Proposal
from compliance.penalties.services.deciding import approve, waive
from compliance.suspicions.services import confirm_suspicion, dismiss_suspicion
from followups.deadlines.rules.kinds import Kind

from .consequences import answer_reports, consequence_for

AUDITED_DAYS = 60
# What is younger still waits for its decision.
PROPOSALS_WAIT, SUSPICIONS_WAIT = timedelta(days=6), timedelta(days=16)
WAIVED = [
    "客户当日来店，记录补登较晚",
    "系统维护当天无法登记",
    "首次违反，口头提醒",
    "陪同新同事，情况属实",
]
DISMISSED = ["客户书面要求延期，情况属实", "已核对通话录音，客户确实出差"]
CONFIRMED = ["录音核对，客户并未要求延期", "与事实不符"]


def count_late(*, now):
    """What complaints and questions stood late, in nights that were audited before these were made up."""
    nights = list(AuditRun.objects.select_related("store"))
    for night in nights:
        night.late = late_at_close(night.store, on=night.on, now=now)
    AuditRun.objects.bulk_update(nights, ["late"], batch_size=200)


def audit_days(staff, *, now, seed):
    """Audit each of the last days of every store, with the decisions that fell on it."""
    rng = Random(seed)
    for store in staff.stores:
        today = store.business_date(now)
        director = staff.of(Role.DIRECTOR, store)[0]
        for ago in range(AUDITED_DAYS, 0, -1):
            on = today - timedelta(ago)
            moment = datetime.combine(on, time(17, 30), ZoneInfo(store.time_zone))
            judge_suspicions(rng, store, now=moment, on=on)
            decide(rng, store, by=director, now=moment, on=on)
            answer_reports(rng, store, now=moment, on=on)
            run_audit(store, on=on, now=now)


def judge_suspicions(rng, store, *, now, on):
    """Each manager looks at the suspicions of the team after some days."""
    waiting = Finding.objects.open().filter(
        store=store, rule=Kind.SUSPECTED_EVASION, verdict="", opened_on__lte=on - SUSPICIONS_WAIT
    )
    for finding in waiting.select_related("supervisor").order_by("pk"):
        by = {"by": finding.supervisor, "now": now, "on": on}
        if rng.random() < 0.5:
            confirm_suspicion(finding, **by, reason=rng.choice(CONFIRMED))
        else:
            dismiss_suspicion(finding, **by, reason=rng.choice(DISMISSED))


def decide(rng, store, *, by, now, on):
    """The director approves most proposals after some days and waives a few."""
    waiting = Proposal.objects.pending().filter(
        store=store, share_of=None, opened_on__lte=on - PROPOSALS_WAIT
    )
    for proposal in waiting.select_related("store", "person").order_by("opened_on", "pk"):
        if rng.random() < 0.75:
            approve(proposal, by=by, now=now, on=on, consequence=consequence_for(proposal, on=on))
        else:
            waive(proposal, by=by, now=now, reason=rng.choice(WAIVED))
