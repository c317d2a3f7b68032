"""Past hand-overs, and undoing one within its day (R5.2)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role
from accounts.pages import only_for, page_of, today_for

from ..hand_over_queries import hand_overs_for
from ..services.errors import DecisionError
from ..services.hand_over import undo_hand_over


@only_for(Role.MANAGER, Role.DIRECTOR)
def hand_over_list(request):
    context = {
        "page_obj": page_of(request, hand_overs_for(request.user)),
        "today": today_for(request.user, request.now),
    }
    return render(request, "compliance/hand_over_list.html", context)


@only_for(Role.MANAGER, Role.DIRECTOR)
def hand_over_detail(request, pk):
    """Who had whom, who got him."""
    act = get_object_or_404(hand_overs_for(request.user), pk=pk)
    items = act.items.select_related("customer__consultant", "giver", "taker")
    on = act.store.business_date(request.now)
    context = {
        "act": act,
        "page_obj": page_of(
            request, items.order_by("taker__full_name", "taker", "customer__name", "pk")
        ),
        "may_undo": act.on == on and not act.undone_at,
        "today": on,
    }
    return render(request, "compliance/hand_over_detail.html", context)


@only_for(Role.MANAGER, Role.DIRECTOR)
def hand_over_undo(request, pk):
    """Give everyone back, as one act, after being asked once."""
    act = get_object_or_404(hand_overs_for(request.user), pk=pk)
    back = reverse("compliance:hand_over_detail", args=[act.pk])
    if request.method == "POST":
        on = act.store.business_date(request.now)
        try:
            undo_hand_over(act, by=request.user, now=request.now, on=on)
        except DecisionError as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Undone: everyone is back where he was."))
        return redirect(back)
    context = {"act": act, "submit": _("Undo"), "tone": "danger", "cancel_url": back}
    return render(request, "compliance/hand_over_undo.html", context)
