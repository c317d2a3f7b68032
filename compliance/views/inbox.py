"""One list of all that waits for a decision, and the decision on many at once."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Role
from accounts.pages import only_for, page_of, today_for

from ..forms.decisions import ReasonForm
from ..forms.suspension import are_valid, attach_sequels, sequel_of
from ..inbox_queries import (
    CHOOSABLE,
    LABELS,
    PROPOSAL,
    REPORT,
    REQUEST,
    decided_items,
    load_things,
    waiting_items,
)
from ..page_queries import exact_sum
from ..services.decide_proposals import preview_waive
from ..services.inbox import APPROVE, REFUSE, Choice, decide_all

PER_PAGE = 25
MOST = 200


@only_for(Role.MANAGER, Role.DIRECTOR)
def inbox(request):
    """`?kind=` of one kind only, `?show=decided` what was decided, by whom and why."""
    shows_decided = request.GET.get("show") == "decided"
    everything = (decided_items if shows_decided else waiting_items)(request.user)
    kind = request.GET.get("kind", "")
    kind = kind if kind in LABELS else ""
    page = page_of(request, [i for i in everything if kind in ("", i.code)], PER_PAGE)
    items = load_things(list(page))
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
    return render(request, "compliance/inbox.html", context)


def _kinds(items, chosen):
    numbers = {code: 0 for code in LABELS}
    for item in items:
        numbers[item.code] += 1
    return [
        (code, LABELS[code], number, code == chosen)
        for code, number in numbers.items()
        if number or code == chosen
    ]


@only_for(Role.MANAGER, Role.DIRECTOR)
def inbox_decide(request):
    """What the chosen decisions will change, then the deeds, each on its own."""
    sent = request.POST if request.method == "POST" else request.GET
    act = REFUSE if sent.get("act") == REFUSE else APPROVE
    wanted = set(sent.getlist("item")[:MOST])
    items = [i for i in waiting_items(request.user) if i.key in wanted and i.code in CHOOSABLE]
    items = load_things(items)
    if not items:
        messages.warning(request, _nothing_left(wanted))
        return redirect("compliance:inbox")
    gone = len(wanted) - len(items)
    proposals = [item.thing for item in items if item.code == PROPOSAL]
    sequels = attach_sequels(proposals, request.POST, now=request.now) if act == APPROVE else []
    form = ReasonForm(request.POST or None) if act == REFUSE else None
    total = exact_sum(proposal.amount for proposal in proposals)
    seen = f"{total} {len(items)}"
    if request.method == "POST" and sent.get("seen") == seen:
        if are_valid(sequels) and (form is None or form.is_valid()):
            reason = form.cleaned_data["reason"] if form else ""
            _decide(request, items, act, reason)
            return redirect("compliance:inbox")
    elif request.method == "POST":
        messages.warning(request, _("The list has changed meanwhile. Please look once more."))
        form = ReasonForm() if form else None
    context = {
        "act": act,
        "items": items,
        "gone": gone,
        "proposals": proposals,
        "requests": [item.thing for item in items if item.code == REQUEST],
        "reports": [item.thing for item in items if item.code == REPORT],
        "repricings": preview_waive(*proposals) if act == REFUSE else [],
        "total": total,
        "shares": exact_sum(p.share.amount for p in proposals if hasattr(p, "share")),
        "form": form,
        "seen": seen,
        "submit": _("Approve") if act == APPROVE else _("Waive, refuse or return"),
        "cancel_url": reverse("compliance:inbox"),
    }
    return render(request, "compliance/inbox_decide.html", context)


def _nothing_left(wanted):
    if wanted:
        return _("What you chose has already been decided.")
    return _("Choose at least one.")


def _decide(request, items, act, reason):
    choices = [Choice(i.thing, _store_of(i), _sequel(i, act)) for i in items]
    results = decide_all(choices, act=act, by=request.user, now=request.now, reason=reason)
    for choice, problem in results:
        if problem:
            who = getattr(choice.thing, "person", None) or choice.thing.customer
            messages.warning(request, f"{who}: {problem}")
    done = sum(1 for _choice, problem in results if problem is None)
    if done:
        said = ngettext("%(count)d decision taken.", "%(count)d decisions taken.", done)
        messages.success(request, said % {"count": done})


def _store_of(item):
    thing = item.thing
    if item.code == PROPOSAL:
        return thing.store
    return thing.customer.store if item.code == REQUEST else thing.proposal.store


def _sequel(item, act):
    return sequel_of(item.thing) if item.code == PROPOSAL and act == APPROVE else None
