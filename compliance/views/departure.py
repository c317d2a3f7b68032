"""Departures: everything that is a leaver's, its hand-over, and the end of their account (R4.8)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role
from accounts.pages import only_for, page_of
from leads.views.saving import save_once, sent

from ..forms.hand_over import DepartureForm, StayForm
from ..hand_over_queries import departure_of, grades_held, leavers_for, still_here
from ..history_queries import steps_of_departure
from ..models import HandOver
from ..services.errors import DecisionError
from ..services.hand_over_departure import (
    announce_departure,
    deactivate,
    take_departure_back,
)
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
        "announced": departure_of(person),
        "steps": steps_of_departure(person),
    }
    return render(request, "compliance/departure.html", context)


@only_for(Role.DIRECTOR, Role.ADMINISTRATOR)
def departure_announce(request, pk):
    """Say that a consultant leaves, when and why; it waits on the director's desk from then on."""
    person = get_object_or_404(leavers_for(request.user), pk=pk)
    announced = departure_of(person)
    known = {"leaves_on": announced.leaves_on, "reason": announced.reason} if announced else None
    form = DepartureForm(sent(request), initial=known)
    back = reverse("compliance:departure", args=[person.pk])

    def act():
        values = {name: form.cleaned_data[name] for name in ("leaves_on", "reason")}
        _kept(announce_departure, person, by=request.user, now=request.now, **values)
        messages.success(request, _("It waits on the director's desk now."))
        return back

    if answer := save_once(request, form, act):
        return answer
    context = {"person": person, "form": form, "submit": _("Announce"), "cancel_url": back}
    return render(request, "compliance/departure_announce.html", context)


@only_for(Role.DIRECTOR, Role.ADMINISTRATOR)
def departure_take_back(request, pk):
    """The consultant stays after all."""
    person = get_object_or_404(leavers_for(request.user), pk=pk)
    announced = departure_of(person)
    back = reverse("compliance:departure", args=[person.pk])
    form = StayForm(sent(request))

    def act():
        reason = form.cleaned_data["reason"]
        _kept(take_departure_back, announced, by=request.user, now=request.now, reason=reason)
        messages.success(request, _("%(name)s stays.") % {"name": person})
        return back

    if announced and (answer := save_once(request, form, act)):
        return answer
    if not announced:
        messages.warning(request, _("No departure is announced."))
        return redirect(back)
    context = {
        "person": person,
        "form": form,
        "submit": _("The consultant stays"),
        "cancel_url": back,
    }
    return render(request, "compliance/departure_stay.html", context)


def _kept(service, *args, **values):
    """Run the service; what it refuses stands on the form."""
    try:
        service(*args, **values)
    except DecisionError as error:
        raise ValidationError(str(error)) from error


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
