"""Past hand-overs, and undoing one within its day (R5.2)."""

import logging

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from accounts.models import Role
from accounts.pages import only_for, page_of, today_for

from ..hand_over_queries import hand_overs_for
from ..models import HandOverState
from ..services.errors import DecisionError
from ..services.hand_over import undo_hand_over
from ..tasks import carry_out_hand_over

log = logging.getLogger(__name__)


@only_for(Role.MANAGER, Role.DIRECTOR)
def hand_over_list(request):
    context = {
        "page_obj": page_of(request, hand_overs_for(request.user)),
        "today": today_for(request.user, request.now),
    }
    return render(request, "compliance/hand_over_list.html", context)


@only_for(Role.MANAGER, Role.DIRECTOR)
def hand_over_detail(request, pk):
    """Who had whom, who got them; while they move, htmx asks how far it has come."""
    act = get_object_or_404(hand_overs_for(request.user), pk=pk)
    progress = _progress(act)
    if request.headers.get("HX-Request"):
        if not act.is_running:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "compliance/partials/hand_over_progress.html", progress)
    items = act.items.select_related("customer__consultant", "giver", "taker")
    on = act.store.business_date(request.now)
    context = {
        "act": act,
        "page_obj": page_of(
            request, items.order_by("taker__full_name", "taker", "customer__name", "pk")
        ),
        "may_undo": act.on == on and not act.undone_at and not act.is_running,
        "today": on,
        **progress,
    }
    return render(request, "compliance/hand_over_detail.html", context)


def _progress(act):
    """How many of its customers are where they are to be."""
    total = act.items.count()
    moved = act.items.filter(moved=True).count()
    undoing = act.state == HandOverState.UNDOING
    return {"act": act, "total": total, "done": total - moved if undoing else moved}


def start(act):
    """Have a running hand-over carried out, once it is saved; without a broker the next tick does it."""
    transaction.on_commit(lambda: _enqueue(act.pk))


def _enqueue(pk):
    try:
        carry_out_hand_over.delay(pk)
    except OperationalError:
        log.warning("hand-over %s waits for a worker", pk)


@only_for(Role.MANAGER, Role.DIRECTOR)
def hand_over_undo(request, pk):
    """Give everyone back, as one act, after being asked once."""
    act = get_object_or_404(hand_overs_for(request.user), pk=pk)
    back = reverse("compliance:hand_over_detail", args=[act.pk])
    if request.method == "POST":
        on = act.store.business_date(request.now)
        try:
            act = undo_hand_over(act, by=request.user, now=request.now, on=on)
        except DecisionError as error:
            messages.warning(request, str(error))
            return redirect(back)
        if act.is_running:
            start(act)
        else:
            messages.success(request, _("Undone: all customers are back where they were."))
        return redirect(back)
    context = {"act": act, "submit": _("Undo"), "tone": "danger", "cancel_url": back}
    return render(request, "compliance/hand_over_undo.html", context)
