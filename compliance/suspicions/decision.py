"""Suspected evasions wait for the manager: only what they confirm is an offence (R6.5, R8.8)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.access.queries import ASSESSING_ROLES
from accounts.people.services import lock_store
from followups.deadlines.rules.kinds import Kind as Rule
from foundation.decisions import APPROVE, EARLIER, REFUSE, Earlier, Kind

from ..findings.models import Finding
from ..findings.queries import add_cases, plain_cases
from .services import confirm_suspicion, dismiss_suspicion, preview_confirm


def _waiting():
    return Finding.objects.open().filter(rule=Rule.SUSPECTED_EVASION, verdict="")


def _decided(user):
    return Finding.objects.visible_to(user).exclude(verdict_on=None)


def _load(keys):
    rows = Finding.objects.select_related(
        "store", "opportunity__customer__consultant", "responsible", "verdict_by", "activity"
    )
    return rows.in_bulk(keys)


def _preview(findings, *, act, now):
    """Give each finding the ``fine`` that its responsible would have tonight (R8.2)."""
    fines = preview_confirm(findings, now=now) if act == APPROVE else []
    by_person = {(fine.person.pk, fine.on): fine for fine in fines}
    for finding in findings:
        of = finding.responsible_id, finding.store.business_date(now)
        finding.fine = by_person.get(of)
    return {"evasion_fines": fines}


def _shown(finding, act):
    fine = finding.fine
    price = fine and fine.price
    return (
        (finding.responsible_id, finding.opportunity_id, finding.opportunity.customer.name),
        (finding.opportunity.model, finding.opened_on, finding.planned_on),
        fine and (fine.items, fine.person.manager_id),
        price and (price.occasion, price.kind, price.amount, price.share),
    )


def _evidence(finding, *, user, on):
    """What was put off and how often, the last contacts, and what was suspected of the person before."""
    add_cases([finding])
    rows = Finding.objects.filter(
        responsible=finding.responsible_id, rule=Rule.SUSPECTED_EVASION, pk__lt=finding.pk
    )
    earlier = [
        Earlier(
            row.opened_on,
            f"{row.opportunity.customer} · {row.opportunity.model}",
            row.get_verdict_display(),
            row.verdict_reason,
        )
        for row in rows.select_related("opportunity__customer").order_by("-pk")[:EARLIER]
    ]
    return {"cases": [finding], "earlier": earlier}


def _rests_on(findings, *, now):
    """All but the verdict: whoever comes second is told that there is one."""
    return {pk: values[1:] for pk, values in plain_cases(findings).items()}


def _lock(finding, *, now):
    lock_store(finding.store_id)


def _confirm(finding, *, by, now, reason, answer):
    on = finding.store.business_date(now)
    confirm_suspicion(finding, by=by, now=now, on=on, reason=reason)


def _dismiss(finding, *, by, now, reason, answer):
    on = finding.store.business_date(now)
    dismiss_suspicion(finding, by=by, now=now, on=on, reason=reason)


KIND = Kind(
    code="suspicion",
    is_light=True,
    label=gettext_lazy("Suspected evasions"),
    name=gettext_lazy("Suspected evasion"),
    icon="flag",
    place=80,
    announced=gettext_lazy("Suspicions to judge"),
    roles=ASSESSING_ROLES,
    rows=_waiting,
    since="opened_on",
    person="responsible",
    store="store",
    leaderless=True,
    decided=_decided,
    decided_at="verdict_on",
    load=_load,
    row_template="compliance/suspicions/_waiting.html",
    page=lambda finding: reverse("compliance:finding_verdict", args=[finding.pk]),
    about="responsible",
    rule=lambda finding: gettext_lazy(
        "Rule: putting off far beyond the contact interval is an offence only once a manager confirms it."
    ),
    evidence=_evidence,
    evidence_template="compliance/findings/_cases.html",
    rests_on=_rests_on,
    preview=_preview,
    choice_template="compliance/suspicions/_choose.html",
    shown=_shown,
    lock=_lock,
    approve=_confirm,
    refuse=_dismiss,
    approval_reason=gettext_lazy("Why the suspicions are confirmed"),
    submits={APPROVE: gettext_lazy("Confirm the evasion"), REFUSE: gettext_lazy("Dismiss")},
    joint=(APPROVE,),
)
