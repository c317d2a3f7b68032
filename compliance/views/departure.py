"""Departures: everything that is a leaver's, its hand-over, and the end of his account (R4.8)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role
from accounts.pages import only_for, page_of

from ..hand_over_queries import grades_held, leavers_for, still_here
from ..models import HandOver
from ..services.errors import DecisionError
from ..services.hand_over_departure import deactivate
from .hand_over_board import plan_url


@only_for(Role.DIRECTOR)
def departure_list(request):
    """The consultants with what is theirs."""
    context = {"page_obj": page_of(request, still_here(leavers_for(request.user)))}
    return render(request, "compliance/departure_list.html", context)


@only_for(Role.DIRECTOR, Role.ADMINISTRATOR)
def departure(request, pk):
    """What is a leaver's, in numbers; the director goes on from here, the administrator reads."""
    person = get_object_or_404(leavers_for(request.user), pk=pk)
    chosen = {"store": person.store_id, "consultant": person.pk, "leaver": person.pk}
    board = (
        f"{reverse('compliance:hand_over_board')}?store={person.store_id}&consultant={person.pk}"
    )
    context = {
        "person": person,
        "grades": grades_held(person),
        "past": HandOver.objects.filter(leaver=person).select_related("by")[:10],
        "all_url": plan_url(all=1, **chosen),
        "board_url": board,
        "may_decide": request.user.is_director,
    }
    return render(request, "compliance/departure.html", context)


@only_for(Role.DIRECTOR)
def departure_close(request, pk):
    """Close the account, after being asked once."""
    person = get_object_or_404(leavers_for(request.user), pk=pk)
    back = reverse("compliance:departure", args=[person.pk])
    if request.method == "POST":
        try:
            deactivate(person, by=request.user, now=request.now)
        except DecisionError as error:
            messages.warning(request, str(error))
            return redirect(back)
        messages.success(request, _("%(name)s can no longer log in.") % {"name": person})
        return redirect("compliance:departure_list")
    context = {
        "person": person,
        "submit": _("Close the account"),
        "tone": "danger",
        "cancel_url": back,
    }
    return render(request, "compliance/departure_close.html", context)
