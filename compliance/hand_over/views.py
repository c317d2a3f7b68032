"""The reassignment board, past hand-overs and their undoing, departures (R4.8, R5.2)."""

import logging

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from kombu.exceptions import OperationalError

from accounts.access.queries import LEADING_ROLES, OVERSEEING_ROLES, stores_of, today_for
from accounts.people.models import Role
from foundation.chosen import key_in, keys_in
from foundation.decisions import DecisionError
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of

from .forms import ApplyForm, BoardFilter, DepartureForm, StayForm
from .models import HandOver, HandOverState
from .queries import (
    as_rows,
    customers_on_board,
    departure_of,
    errands_of,
    grades_held,
    hand_overs_for,
    leavers_for,
    steps_of_departure,
    still_here,
    targets_of,
)
from .services.departures import announce_departure, deactivate, take_departure_back
from .services.giving import hand_over, plan_hand_over, undo_hand_over
from .services.loads import loads_of, takers_for
from .tasks import carry_out_hand_over

KEPT = ("store", "consultant", "grade", "model", "quiet", "leaver")


@only_for(Role.MANAGER, Role.DIRECTOR)
def hand_over_board(request):
    """Filter the customers and choose some, or all that the filter found."""
    store, filters = _filtered(request)
    context = {
        "page_obj": page_of(request, as_rows(filters.qs)),
        "filter": filters,
        "is_filtered": filters.is_active,
        "kept": _kept(request, store),
        "today": store.business_date(request.now),
    }
    return render(request, "compliance/hand_over/board.html", context)


def _filtered(request):
    """``(store, filter)``: one store at a time, also for who heads several."""
    user = request.user
    stores = list(stores_of(user).order_by("code"))
    if not stores:
        raise PermissionDenied
    chosen = request.GET.get("store", "")
    store = next((s for s in stores if str(s.pk) == chosen), stores[0])
    on = store.business_date(request.now)
    rows = customers_on_board(user, store)
    return store, BoardFilter(request.GET, rows, user=user, store=store, stores=stores, on=on)


def _kept(request, store):
    values = [(name, request.GET[name]) for name in KEPT if request.GET.get(name)]
    return [("store", store.pk), *(pair for pair in values if pair[0] != "store")]


@only_for(Role.MANAGER, Role.DIRECTOR)
def hand_over_plan(request):
    """Choose who gets them, see who would have how much, and apply exactly that."""
    store, filters = _filtered(request)
    on = store.business_date(request.now)
    leaver = _leaver(request, store)
    customers = (
        filters.qs if request.GET.get("all") else filters.queryset.filter(pk__in=_chosen(request))
    )
    present = takers_for(request.user, store, on=on)
    present = list(present.exclude(pk=leaver.pk) if leaver else present)
    asked = keys_in(request.GET.getlist("taker"))
    takers = [person for person in present if person.pk in asked]
    plan, error = _plan(customers, takers, on, leaver)
    form = ApplyForm(sent(request), initial={"reason": _("Departure") if leaver else ""})

    def apply():
        return _apply(request, store, plan, error, form, leaver)

    if answer := save_once(request, form, apply):
        return answer
    number = customers.count()
    rest = _rest(leaver)
    if not number and not any(rest) and request.method != "POST":
        messages.warning(request, _("Choose at least one customer."))
        return redirect(_back(leaver))
    loads = loads_of([person.pk for person in present])
    context = {
        "number": number,
        "targets": rest[0],
        "errands": rest[1],
        "people": [(person, loads[person.pk], person in takers) for person in present],
        "takers": takers,
        "plan": plan,
        "error": error if takers else "",
        "seen": plan.seen if plan else "",
        "form": form,
        "kept": _kept(request, store),
        "chosen": [] if request.GET.get("all") else _chosen(request),
        "all": request.GET.get("all"),
        "leaver": leaver,
        "submit": _("Hand over"),
        "cancel_url": _back(leaver),
    }
    return render(request, "compliance/hand_over/plan.html", context)


def _rest(leaver):
    """How many target customers and tasks go along."""
    return (targets_of(leaver).count(), errands_of(leaver).count()) if leaver else (0, 0)


def _chosen(request):
    return sorted(keys_in(request.GET.getlist("customer")))


def _leaver(request, store):
    key = key_in(request.GET.get("leaver", ""))
    if key is None or not request.user.is_director:
        return None
    return get_object_or_404(leavers_for(request.user).filter(store=store), pk=key)


def _back(leaver):
    if leaver:
        return reverse("compliance:departure", args=[leaver.pk])
    return reverse("compliance:hand_over_board")


def _plan(customers, takers, on, leaver):
    """``(plan, error)`` of what would happen."""
    try:
        return plan_hand_over(customers, to=takers, on=on, leaver=leaver), ""
    except DecisionError as error:
        return None, str(error)


def _apply(request, store, plan, error, form, leaver):
    if plan is None:
        raise ValidationError(error)
    if form.cleaned_data["seen"] != plan.seen:
        raise ValidationError(_("Customers or work have changed meanwhile. Please look once more."))
    try:
        transfer = hand_over(
            by=request.user,
            now=request.now,
            on=store.business_date(request.now),
            store=store,
            plan=plan,
            reason=form.cleaned_data["reason"],
            leaver=leaver,
        )
    except DecisionError as refused:
        raise ValidationError(str(refused)) from refused
    if transfer.is_running:
        start(transfer)
        return reverse("compliance:hand_over_detail", args=[transfer.pk])
    number = len(plan.takers)
    said = ngettext("%(count)d customer handed over.", "%(count)d customers handed over.", number)
    messages.success(request, said % {"count": number})
    if plan.rest:
        numbers = {"targets": len(plan.rest.targets), "tasks": len(plan.rest.errands)}
        along = _("Target customers that went along: %(targets)d, tasks: %(tasks)d.")
        messages.success(request, along % numbers)
    return _back(leaver) if leaver else reverse("compliance:hand_over_detail", args=[transfer.pk])


def plan_url(**chosen):
    """The address of the plan of these choices."""
    query = QueryDict(mutable=True)
    query.update(chosen)
    return f"{reverse('compliance:hand_over_plan')}?{query.urlencode()}"


log = logging.getLogger(__name__)


@only_for(*OVERSEEING_ROLES)
def hand_over_list(request):
    context = {
        "page_obj": page_of(request, hand_overs_for(request.user)),
        "today": today_for(request.user, request.now),
    }
    return render(request, "compliance/hand_over/list.html", context)


@only_for(*OVERSEEING_ROLES)
def hand_over_detail(request, pk):
    """Who had which customer, who got them; while they move, htmx asks how far it has come."""
    transfer = get_object_or_404(hand_overs_for(request.user), pk=pk)
    progress = _progress(transfer)
    if request.headers.get("HX-Request"):
        if not transfer.is_running:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "compliance/hand_over/_progress.html", progress)
    items = transfer.items.select_related("customer__consultant", "giver", "taker")
    on = transfer.store.business_date(request.now)
    context = {
        "transfer": transfer,
        "page_obj": page_of(
            request, items.order_by("taker__full_name", "taker", "customer__name", "pk")
        ),
        "may_undo": request.user.role in LEADING_ROLES
        and transfer.on == on
        and not transfer.undone_at
        and not transfer.is_running,
        "today": on,
        **progress,
    }
    return render(request, "compliance/hand_over/detail.html", context)


def _progress(transfer):
    """How many of its customers are where they are to be."""
    total = transfer.items.count()
    moved = transfer.items.filter(moved=True).count()
    undoing = transfer.state == HandOverState.UNDOING
    return {"transfer": transfer, "total": total, "done": total - moved if undoing else moved}


def start(transfer):
    """Have a running hand-over carried out, once it is saved; without a broker the next tick does it."""
    transaction.on_commit(lambda: _enqueue(transfer.pk))


def _enqueue(pk):
    try:
        carry_out_hand_over.delay(pk)
    except OperationalError:
        log.warning("hand-over %s waits for a worker", pk)


@only_for(Role.MANAGER, Role.DIRECTOR)
def hand_over_undo(request, pk):
    """Give everyone back at once, after being asked once."""
    transfer = get_object_or_404(hand_overs_for(request.user), pk=pk)
    back = reverse("compliance:hand_over_detail", args=[transfer.pk])
    if request.method == "POST":
        on = transfer.store.business_date(request.now)
        try:
            transfer = undo_hand_over(transfer, by=request.user, now=request.now, on=on)
        except DecisionError as error:
            messages.warning(request, str(error))
            return redirect(back)
        if transfer.is_running:
            start(transfer)
        else:
            messages.success(request, _("Undone: all customers are back where they were."))
        return redirect(back)
    context = {"transfer": transfer, "submit": _("Undo"), "tone": "danger", "cancel_url": back}
    return render(request, "compliance/hand_over/undo.html", context)


@only_for(Role.DIRECTOR)
def departure_list(request):
    """The consultants with what is theirs."""
    context = {"page_obj": page_of(request, still_here(leavers_for(request.user)))}
    return render(request, "compliance/hand_over/departure_list.html", context)


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
        "holds_anything": person.customers_held or person.targets_held or person.errands_held,
        "grades": grades_held(person),
        "past": HandOver.objects.filter(leaver=person).select_related("by")[:10],
        "all_url": plan_url(all=1, **chosen),
        "board_url": board,
        "may_decide": request.user.is_director,
        "announced": departure_of(person),
        "steps": steps_of_departure(person),
    }
    return render(request, "compliance/hand_over/departure.html", context)


@only_for(Role.DIRECTOR, Role.ADMINISTRATOR)
def departure_announce(request, pk):
    """Say that they leave, when and why; it waits for the director's decision from then on."""
    person = get_object_or_404(leavers_for(request.user), pk=pk)
    announced = departure_of(person)
    known = {"leaves_on": announced.leaves_on, "reason": announced.reason} if announced else None
    form = DepartureForm(sent(request), initial=known)
    back = reverse("compliance:departure", args=[person.pk])

    def act():
        values = {name: form.cleaned_data[name] for name in ("leaves_on", "reason")}
        _as_form_errors(announce_departure, person, by=request.user, now=request.now, **values)
        messages.success(request, _("It waits on the director's desk now."))
        return back

    if answer := save_once(request, form, act):
        return answer
    context = {"person": person, "form": form, "submit": _("Announce"), "cancel_url": back}
    return render(request, "compliance/hand_over/departure_announce.html", context)


@only_for(Role.DIRECTOR, Role.ADMINISTRATOR)
def departure_take_back(request, pk):
    """They stay after all."""
    person = get_object_or_404(leavers_for(request.user), pk=pk)
    announced = departure_of(person)
    back = reverse("compliance:departure", args=[person.pk])
    form = StayForm(sent(request))

    def act():
        reason = form.cleaned_data["reason"]
        _as_form_errors(
            take_departure_back, announced, by=request.user, now=request.now, reason=reason
        )
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
    return render(request, "compliance/hand_over/departure_stay.html", context)


def _as_form_errors(service, *args, **values):
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
    return render(request, "compliance/hand_over/departure_close.html", context)
