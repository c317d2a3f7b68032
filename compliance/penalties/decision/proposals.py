"""Penalty proposals wait for the director, who approves or waives them (R8.4, R8.6)."""

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.people.models import Role
from foundation.decisions import APPROVE, EARLIER, REFUSE, Earlier, Kind
from foundation.display import money_text
from foundation.yuan import exact_sum

from ...findings.queries import add_cases, plain_cases
from ..forms import attach_consequences, consequence_of
from ..models import Family, Proposal, ProposalState
from ..queries import findings_behind, findings_behind_all, rate_of
from ..rules import is_milder
from ..services.deciding import approve, lock_proposal, preview_waive, waive
from ..services.pricing import terms_of


def _waiting():
    return Proposal.objects.pending().filter(share_of=None)


def _decided(user):
    rows = Proposal.objects.visible_to(user).filter(share_of=None)
    return rows.exclude(state=ProposalState.PROPOSED)


def load_proposals(keys):
    """The proposals with all that came of them."""
    rows = Proposal.objects.select_related(
        "store",
        "person",
        "decided_by",
        "share__person",
        "share__report",
        "share__suspension__absence",
        "appeal",
        "report",
        "suspension__absence",
    ).prefetch_related("appeal__recordings__activity__opportunity__customer")
    found = rows.in_bulk(keys)
    fines = _fines_before_suspension(found)
    terms = terms_of(found.values())
    for proposal in found.values():
        proposal.rate = rate_of(proposal)
        proposal.fine_before = fines.get(proposal.pk)
        proposal.terms = terms[proposal]
        proposal.was_suspension = is_milder(proposal.family, proposal.occasion, proposal.kind)
    return found


def _fines_before_suspension(found):
    """What was proposed as a fine and approved as a suspension (R8.1), by the history."""
    suspended = [pk for pk, p in found.items() if p.kind == "suspension" and p.family != "expiry"]
    if not suspended:
        return {}
    last = Proposal.history.filter(id=OuterRef("pk"), kind="fine").order_by("-history_id")
    rows = Proposal.objects.filter(pk__in=suspended)
    return dict(rows.values_list("pk", Subquery(last.values("amount")[:1])))


def _preview(proposals, *, act, now):
    repricings = preview_waive(*proposals) if act == REFUSE else []
    for proposal in proposals:
        proposal.repricings = [c for c in repricings if _comes_after(c.proposal, proposal)]
    return {
        "repricings": repricings,
        "total": exact_sum(proposal.amount for proposal in proposals),
        "shares": exact_sum(p.share.amount for p in proposals if hasattr(p, "share")),
    }


def _comes_after(later, proposal):
    same = (later.person_id, later.family) == (proposal.person_id, proposal.family)
    return same and later.opened_on > proposal.opened_on


def _shown(proposal, act):
    share, appeal = getattr(proposal, "share", None), getattr(proposal, "appeal", None)
    return (
        (proposal.person_id, proposal.family, proposal.opened_on, proposal.occasion),
        (proposal.items, proposal.kind, proposal.amount, proposal.uncharged),
        share and (share.person_id, share.kind, share.amount, share.uncharged),
        (proposal.terms.manager_share, proposal.terms.manager_suspension),
        appeal and (appeal.text, sorted(r.pk for r in appeal.recordings.all())),
        # What they are at present follows from those that are waived with it.
        [
            (c.proposal.pk, c.price.occasion, c.price.kind, c.price.amount, c.price.uncharged)
            for c in proposal.repricings
        ],
    )


# Of more findings than these the page of the proposal has the rest.
CASES = 10
RULES = {
    Family.EXPIRY: gettext_lazy(
        "Rule: the first occasion asks for a rectification report; from the second on you choose "
        "between suspension for study and another report, and say why."
    ),
    Family.EVASION: gettext_lazy(
        "Rule: a confirmed evasion costs per item, and each occasion doubles the last rate; the manager "
        "pays a share."
    ),
    Family.FOLLOW_UP: gettext_lazy(
        "Rule: a broken follow-up costs per item, and each occasion doubles the last rate; where it is "
        "serious you may suspend instead. The manager carries a share."
    ),
}


def rule_of(proposal):
    return RULES[Family(proposal.family)]


def evidence_of(proposal, *, user, on):
    """The findings that are counted, each with its contacts, and the person's earlier occasions (R8.2)."""
    cases = list(findings_behind(proposal)[: CASES + 1])
    add_cases(cases[:CASES])
    return {
        "proposal": proposal,
        "cases": cases[:CASES],
        "has_more": len(cases) > CASES,
        "earlier": [_occasion(row) for row in _before(proposal)],
    }


def rests_on(proposals, *, now):
    """The findings that are counted, as far as the evidence shows them."""
    behind = {pk: cases[:CASES] for pk, cases in findings_behind_all(proposals).items()}
    cases = plain_cases([finding for shown in behind.values() for finding in shown])
    return {pk: [(case.pk, cases[case.pk]) for case in shown] for pk, shown in behind.items()}


def _before(proposal):
    rows = Proposal.objects.filter(
        person=proposal.person_id,
        family=proposal.family,
        share_of=None,
        opened_on__lt=proposal.opened_on,
    )
    return rows.order_by("-opened_on", "-pk")[:EARLIER]


def _occasion(row):
    counted = ngettext("%(n)d finding", "%(n)d findings", row.items) % {"n": row.items}
    what = money_text(row.amount) if row.amount else row.get_kind_display()
    return Earlier(row.opened_on, f"{counted} · {what}", row.get_state_display(), row.reason)


def _lock(proposal, *, now):
    lock_proposal(proposal)


def _approve(proposal, *, by, now, reason, answer):
    on = proposal.store.business_date(now)
    entry = approve(proposal, by=by, now=now, on=on, consequence=answer)
    return None if entry.entered_at == now else _("It was approved before.")


def _waive(proposal, *, by, now, reason, answer):
    waived = waive(proposal, by=by, now=now, reason=reason)
    return None if waived.decided_at == now else _("It was waived before.")


KIND = Kind(
    code="proposal",
    label=gettext_lazy("Penalty proposals"),
    name=Proposal._meta.verbose_name,
    icon="clipboard-check",
    place=10,
    announced=gettext_lazy("Penalty proposals to decide"),
    roles=(Role.DIRECTOR,),
    rows=_waiting,
    since="opened_on",
    person="person",
    store="store",
    decided=_decided,
    load=load_proposals,
    row_template="compliance/penalties/_proposal_waiting.html",
    page=lambda proposal: reverse("compliance:proposal_detail", args=[proposal.pk]),
    about="person",
    rule=rule_of,
    evidence=evidence_of,
    evidence_template="compliance/penalties/_proposal_evidence.html",
    rests_on=rests_on,
    preview=_preview,
    choice_template="compliance/penalties/_choose_proposals.html",
    shown=_shown,
    lock=_lock,
    approve=_approve,
    refuse=_waive,
    ask=attach_consequences,
    answer=consequence_of,
    submits={APPROVE: gettext_lazy("Approve"), REFUSE: gettext_lazy("Waive")},
    joint=(REFUSE,),
    # The latest first: waiving one lowers those after it, and nothing else.
    order=lambda proposal: (-proposal.opened_on.toordinal(), proposal.pk),
)
