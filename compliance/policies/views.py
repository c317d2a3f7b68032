"""The director's policies: what holds, since when and by whom; its change and its withdrawal (R3.2, R8.5)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import stores_of
from accounts.people.models import HEADS, Role, User
from followups.policy_changes.queries import effect_of
from followups.policy_changes.services import adopt_own_policy, adopt_policy, withdraw_policy
from foundation.adopting import withdrawal
from foundation.chosen import key_in
from foundation.display import day
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of
from foundation.shown import fingerprint_of_form, is_adoption
from leads.grading.models import GradingPolicy, StorePolicy
from leads.grading.queries import policy_in_force
from orders.deposits.queries import usual_deposit
from orders.discounts.queries import limit_of

from ..penalties.models import Family, PenaltyPolicy
from ..penalties.rules import price
from .forms import GradingForm, PenaltyForm
from .queries import history_of, teams_of, with_percent
from .services import adopt_penalty_policy, withdraw_penalty_policy

SHIPPED = ("S0", "S1", "S2")
OCCASIONS = 4


@only_for(*HEADS)
def policy_list(request):
    """What holds in one of the director's stores today, and all that did or will."""
    stores = list(stores_of(request.user))
    if not stores:
        return redirect("leads:policy")
    store = next((s for s in stores if str(s.pk) == request.GET.get("store")), stores[0])
    on = store.business_date(request.now)
    context = {
        "stores": stores,
        "store": store,
        "today": on,
        "grading": policy_in_force(store, on=on),
        "teams": teams_of(store, on=on),
        "deposit": usual_deposit(store, on=on),
        "discount_limit": limit_of(store, on=on),
        "penalty": with_percent(PenaltyPolicy.objects.in_force(store, on=on)),
        "page_obj": page_of(request, history_of(store, on=on), 25),
    }
    return render(request, "compliance/policies/list.html", context)


@only_for(*HEADS)
def policy_grading(request, pk):
    """Grades and thresholds, typed over a copy; what it moves is shown before it is adopted.

    ``team``: the manager for whose team alone it is to hold; without, the whole store.
    """
    store = get_object_or_404(stores_of(request.user), pk=pk)
    on = store.business_date(request.now)
    team = _team(request, store)
    key = team.pk if team else None
    policies = GradingPolicy.objects.prefetch_related("grades")
    present = policies.get(pk=policy_in_force(store, on=on, team=key).pk)
    start = request.GET.get("start")
    base = policies.get(code=start) if start in SHIPPED else present
    form = GradingForm(sent(request), base=base, present=present, on=on)

    def act():
        values = {
            "by": request.user,
            "now": request.now,
            "on": on,
            "store": store,
            "team": team,
            "effective_from": form.cleaned_data["effective_from"],
            "reason": form.cleaned_data["reason"],
        }
        if form.is_base:
            adopt_policy(policy=base, **values)
        else:
            adopt_own_policy(base=base, grades=form.grade_fields(), **form.terms(), **values)
        return _adopted(request, form, store)

    if is_adoption(request) and (answer := save_once(request, form, act)):
        return answer
    shipped = policies.filter(code__in=SHIPPED)
    context = {"base": base, "present": present, "shipped": shipped, "team": team}
    if form.is_bound and form.is_valid():
        context["effect"] = effect_of(
            store, present, form.cadences(), form.policy_terms(), on=on, team=key
        )
    return _answer(request, "compliance/policies/grading.html", form, store, context)


def _team(request, store):
    """The manager whose team the address names, or ``None``; 404 for a stranger."""
    if "team" not in request.GET:
        return None
    managers = User.objects.filter(store=store, role=Role.MANAGER, is_active=True)
    return get_object_or_404(managers, pk=key_in(request.GET["team"]))


@only_for(*HEADS)
def policy_penalty(request, pk):
    """What occasions cost, with a worked example before it is adopted (R8.2, R8.3)."""
    store = get_object_or_404(stores_of(request.user), pk=pk)
    on = store.business_date(request.now)
    present = PenaltyPolicy.objects.in_force(store, on=on)
    initial = {
        "base": present.base,
        "factor": present.factor,
        "manager_percent": present.manager_share * 100,
        "manager_suspension": present.manager_suspension,
        "restart": present.restart,
        "cap": present.cap,
    }
    form = PenaltyForm(sent(request), initial=initial, on=on)

    def act():
        adopt_penalty_policy(
            by=request.user,
            now=request.now,
            on=on,
            store=store,
            effective_from=form.cleaned_data["effective_from"],
            reason=form.cleaned_data["reason"],
            **form.terms(),
        )
        return _adopted(request, form, store)

    if is_adoption(request) and (answer := save_once(request, form, act)):
        return answer
    context = {"before": _example(present)}
    if form.is_bound and form.is_valid():
        context["example"] = _example(PenaltyPolicy(**form.terms()))
    return _answer(request, "compliance/policies/penalty.html", form, store, context)


def _example(policy):
    """The first occasions of a follow-up offence, with one item each."""
    occasions = range(1, OCCASIONS + 1)
    return [price(Family.FOLLOW_UP, occasion, 1, policy.terms) for occasion in occasions]


def _adopted(request, form, store):
    date = day(form.cleaned_data["effective_from"])
    messages.success(request, _("Adopted: in force from %(date)s.") % {"date": date})
    return _policies_of(store)


def _answer(request, template, form, store, context):
    context |= {
        "form": form,
        "store": store,
        "seen": fingerprint_of_form(request) if form.is_bound and form.is_valid() else "",
        "cancel_url": _policies_of(store),
    }
    return render(request, template, context)


@only_for(*HEADS)
def policy_grading_withdraw(request, pk):
    return _withdrawal(request, StorePolicy, pk, withdraw_policy)


@only_for(*HEADS)
def policy_penalty_withdraw(request, pk):
    return _withdrawal(request, PenaltyPolicy, pk, withdraw_penalty_policy)


def _policies_of(store):
    return f"{reverse('compliance:policy_list')}?store={store.pk}"


def _withdrawal(request, model, pk, service):
    stores = stores_of(request.user)
    return withdrawal(request, model, pk, service, stores=stores, back_to=_policies_of)
