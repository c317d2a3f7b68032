"""The inbox, and many decisions at once with what they will change shown first (R1.2)."""

from hashlib import sha256

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access.queries import today_for
from accounts.people.models import Role
from foundation.money import exact_sum
from foundation.pages import only_for, page_of

from ..penalties.forms import are_valid, attach_consequences, consequence_of
from ..penalties.services.deciding import preview_waive
from ..suspicions.services import preview_confirm
from .forms import SharedReasonForm
from .queries import (
    ABSENCE,
    CHOOSABLE,
    CLAIM,
    LABELS,
    PROPOSAL,
    REPORT,
    REQUEST,
    SUSPICION,
    add_absence_moves,
    add_claim_moves,
    decided_items,
    load_records,
    waiting_items,
)
from .services import APPROVE, REFUSE, Choice, decide_all

PER_PAGE = 25


@only_for(Role.MANAGER, Role.DIRECTOR)
def inbox(request):
    """`?kind=` of one kind only, `?show=decided` what was decided, by whom and why."""
    shows_decided = request.GET.get("show") == "decided"
    everything = (decided_items if shows_decided else waiting_items)(request.user)
    kind = request.GET.get("kind", "")
    kind = kind if kind in LABELS else ""
    page = page_of(request, [i for i in everything if kind in ("", i.code)], PER_PAGE)
    items = load_records(list(page))
    context = {
        "page_obj": page,
        "items": items,
        "may_choose": not shows_decided and any(item.is_choosable for item in items),
        "shows_decided": shows_decided,
        "kinds": _kinds(everything, kind),
        "total": len(everything),
        "kind": kind,
        "today": today_for(request.user, request.now),
    }
    return render(request, "compliance/decisions/inbox.html", context)


def _kinds(items, chosen):
    numbers = {code: 0 for code in LABELS}
    for item in items:
        numbers[item.code] += 1
    return [
        (code, LABELS[code], number, code == chosen)
        for code, number in numbers.items()
        if number or code == chosen
    ]


MOST = 200


@only_for(Role.MANAGER, Role.DIRECTOR)
def inbox_decide(request):
    """What the chosen decisions will change, then the deeds, each on its own."""
    sent = request.POST if request.method == "POST" else request.GET
    act = REFUSE if sent.get("act") == REFUSE else APPROVE
    wanted = set(sent.getlist("item")[:MOST])
    items = [i for i in waiting_items(request.user) if i.key in wanted and i.code in CHOOSABLE]
    items = load_records(items)
    if not items:
        messages.warning(request, _nothing_left(wanted))
        return redirect("compliance:inbox")
    chosen = {code: [i.thing for i in items if i.code == code] for code in CHOOSABLE}
    context = _preview(chosen, act, now=request.now)
    proposals = chosen[PROPOSAL]
    sequels = (
        attach_consequences(proposals, request.POST, now=request.now) if act == APPROVE else []
    )
    form = _reason_form(request.POST or None, act, chosen)
    if request.method == "POST" and sent.get("seen") == context["seen"]:
        if are_valid(sequels) and (form is None or form.is_valid()):
            reason = form.cleaned_data["reason"] if form else ""
            _decide(request, items, act, reason)
            return redirect("compliance:inbox")
    elif request.method == "POST":
        messages.warning(request, _("The list has changed meanwhile. Please look once more."))
        form = _reason_form(None, act, chosen)
    context |= {
        "act": act,
        "items": items,
        "gone": len(wanted) - len(items),
        "form": form,
        "submit": _submit(act, items),
        "cancel_url": reverse("compliance:inbox"),
    }
    return render(request, "compliance/decisions/decide.html", context)


def _nothing_left(wanted):
    if wanted:
        return _("What you chose has already been decided.")
    return _("Choose at least one.")


def _reason_form(data, act, chosen):
    """Refusals need a reason, and so does a confirmed suspicion; other approvals do not."""
    if act == APPROVE and not chosen[SUSPICION]:
        return None
    form = SharedReasonForm(data)
    if act == APPROVE:
        form.fields["reason"].label = _("Why the suspicions are confirmed")
    return form


def _preview(chosen, act, *, now):
    """All that the page shows of what will change; ``seen`` differs where any of it does."""
    proposals, claims, absences = chosen[PROPOSAL], chosen[CLAIM], chosen[ABSENCE]
    add_claim_moves(claims)
    add_absence_moves(absences, now=now)
    fines = preview_confirm(chosen[SUSPICION], now=now) if act == APPROVE else []
    total = exact_sum(proposal.amount for proposal in proposals)
    shown = [
        sorted((proposal.pk, proposal.amount) for proposal in proposals),
        [len(things) for things in chosen.values()],
        [(claim.pk, claim.owner_id, claim.moves) for claim in claims],
        [(absence.pk, absence.seen) for absence in absences],
        [(fine.person.pk, fine.items, fine.price) for fine in fines],
    ]
    return {
        "proposals": proposals,
        "claims": claims,
        "requests": chosen[REQUEST],
        "absences": absences,
        "reports": chosen[REPORT],
        "suspicions": chosen[SUSPICION],
        "evasion_fines": fines,
        "repricings": preview_waive(*proposals) if act == REFUSE else [],
        "total": total,
        "shares": exact_sum(p.share.amount for p in proposals if hasattr(p, "share")),
        "seen": sha256(repr(shown).encode()).hexdigest()[:16],
    }


def _submit(act, items):
    kinds = {item.code for item in items}
    if kinds == {SUSPICION}:
        return _("Confirm the evasion") if act == APPROVE else _("Dismiss")
    return _("Approve") if act == APPROVE else _("Waive, refuse or return")


def _decide(request, items, act, reason):
    choices = [
        Choice(i.thing, _store_of(i), _consequence(i, act), getattr(i.thing, "seen", ""))
        for i in items
    ]
    results = decide_all(choices, act=act, by=request.user, now=request.now, reason=reason)
    for choice, problem in results:
        if problem:
            messages.warning(request, f"{_subject(choice.thing)}: {problem}")
    done = sum(1 for _choice, problem in results if problem is None)
    if done:
        said = ngettext("%(count)d decision taken.", "%(count)d decisions taken.", done)
        messages.success(request, said % {"count": done})


def _subject(thing):
    """Whose or whom the record is about, as the inbox calls it."""
    for name in ("customer", "person", "user", "responsible"):
        if hasattr(thing, name):
            return getattr(thing, name)
    return thing


def _store_of(item):
    thing = item.thing
    owner = {REQUEST: "customer", REPORT: "proposal", ABSENCE: "user"}.get(item.code)
    return getattr(thing, owner).store if owner else thing.store


def _consequence(item, act):
    return consequence_of(item.thing) if item.code == PROPOSAL and act == APPROVE else None
