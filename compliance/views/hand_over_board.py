"""The reassignment board: whom to give, to whom, what that means, and the deed (R5.2)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import stores_of
from accounts.models import Role
from accounts.pages import only_for, page_of
from leads.views.saving import save_once, sent

from ..forms.hand_over import ApplyForm, BoardFilter
from ..hand_over_queries import as_rows, customers_on_board, leavers_for
from ..services.errors import DecisionError
from ..services.hand_over import hand_over, plan_hand_over
from ..services.hand_over_loads import loads_of, takers_for
from .hand_over import start

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
    return render(request, "compliance/hand_over_board.html", context)


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
    asked = {key for key in request.GET.getlist("taker") if key.isdecimal()}
    takers = [person for person in present if str(person.pk) in asked]
    plan, error = _plan(customers, takers, on)
    form = ApplyForm(sent(request), initial={"reason": _("Departure") if leaver else ""})

    def apply():
        return _apply(request, store, plan, error, form, leaver)

    if answer := save_once(request, form, apply):
        return answer
    number = customers.count()
    if not number and request.method != "POST":
        messages.warning(request, _("Choose at least one customer."))
        return redirect(_back(leaver))
    loads = loads_of([person.pk for person in present])
    context = {
        "number": number,
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
    return render(request, "compliance/hand_over_plan.html", context)


def _chosen(request):
    found = request.GET.getlist("customer")
    return [int(key) for key in found if key.isdecimal() and len(key) < 19]


def _leaver(request, store):
    key = request.GET.get("leaver", "")
    if not (key.isdecimal() and len(key) < 19 and request.user.is_director):
        return None
    return get_object_or_404(leavers_for(request.user).filter(store=store), pk=key)


def _back(leaver):
    if leaver:
        return reverse("compliance:departure", args=[leaver.pk])
    return reverse("compliance:hand_over_board")


def _plan(customers, takers, on):
    """``(plan, error)`` of what would happen."""
    try:
        return plan_hand_over(customers, to=takers, on=on), ""
    except DecisionError as error:
        return None, str(error)


def _apply(request, store, plan, error, form, leaver):
    if plan is None:
        raise ValidationError(error)
    if form.cleaned_data["seen"] != plan.seen:
        raise ValidationError(_("Customers or work have changed meanwhile. Please look once more."))
    try:
        act = hand_over(
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
    if act.is_running:
        start(act)
        return reverse("compliance:hand_over_detail", args=[act.pk])
    number = len(plan.takers)
    said = ngettext("%(count)d customer handed over.", "%(count)d customers handed over.", number)
    messages.success(request, said % {"count": number})
    return _back(leaver) if leaver else reverse("compliance:hand_over_detail", args=[act.pk])


def plan_url(**chosen):
    """The address of the plan of these choices."""
    query = QueryDict(mutable=True)
    query.update(chosen)
    return f"{reverse('compliance:hand_over_plan')}?{query.urlencode()}"
