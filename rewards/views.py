"""Pages of rewards: what converted leads earned whom, the director's decisions, the ledger, the policy
(R8.6, R8.9).
"""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import ORDER_ROLES, READING_ROLES, stores_of
from accounts.people.models import HEADS, Role
from foundation.adopting import withdrawal
from foundation.decisions import DecisionError
from foundation.display import day
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of
from foundation.patience import counts_much
from foundation.reason_forms import ReasonForm
from foundation.shown import fingerprint_of_form, is_adoption
from foundation.yuan import ZERO
from ledgers.sums import rows_of_sums, sums_of

from .forms import RewardFilter, RewardLedgerFilter, RewardPolicyForm
from .models import RewardKind, RewardPolicy
from .queries import by_state, cost_of, entries_for, lapse_of, rewards_for, versions_of
from .services import adopt_reward_policy, reverse_reward, withdraw_reward_policy


@only_for(*READING_ROLES)
def reward_list(request):
    """The rewards, and sums that are computed from exactly these."""
    user = request.user
    filters = RewardFilter(request.GET, rewards_for(user), user=user)
    context = {
        "page_obj": page_of(request, filters.qs),
        "filter": filters,
        "is_filtered": filters.is_active,
        "sums": by_state(filters.qs),
        "may_decide": user.is_director,
    }
    return render(request, "rewards/reward_list.html", context)


@only_for(*ORDER_ROLES)
@counts_much
def ledger(request):
    """The entries, and sums that are computed from exactly these entries."""
    user = request.user
    filters = RewardLedgerFilter(request.GET, entries_for(user), user=user)
    sums = sums_of(filters.qs.order_by())
    total, entries = sums.pop(None, (ZERO, 0))
    context = {
        "page_obj": page_of(request, filters.qs),
        "filter": filters,
        "is_filtered": filters.is_active,
        "total": total,
        "entries": entries,
        "sums": rows_of_sums(sums),
        "may_reverse": user.is_director,
        "reads_rewards": user.role != Role.FINANCE,
    }
    return render(request, "rewards/ledger.html", context)


@only_for(Role.DIRECTOR)
def entry_reverse(request, pk):
    """Reverse an entry with a reason; of an order that is cancelled the reason stands there already."""
    entries = entries_for(request.user).exclude(kind=RewardKind.REVERSAL)
    entry = get_object_or_404(entries, pk=pk)
    if hasattr(entry, "reversal"):
        messages.warning(request, _("This entry was reversed before."))
        return redirect("rewards:ledger")
    lapse = lapse_of(entry.reward.order)
    form = ReasonForm(request.POST or None, initial={"reason": str(lapse)})
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        _reverse(request, entry, lapse if reason == str(lapse) else reason)
        return redirect("rewards:ledger")
    context = {
        "entry": entry,
        "form": form,
        "submit": _("Reverse"),
        "tone": "danger",
        "cancel_url": reverse("rewards:ledger"),
    }
    return render(request, "rewards/entry_reverse.html", context)


def _reverse(request, entry, reason):
    on = entry.store.business_date(request.now)
    try:
        reverse_reward(entry, by=request.user, now=request.now, on=on, reason=reason)
    except DecisionError as error:
        messages.warning(request, str(error))
        return
    messages.success(request, _("Reversed by an entry of the opposite amount."))


@only_for(*HEADS)
def reward_policy(request, pk):
    """The tiers to adopt, with what they would have cost lately before they are."""
    store = get_object_or_404(stores_of(request.user), pk=pk)
    on = store.business_date(request.now)
    policy = RewardPolicy.objects.in_force(store, on=on)
    present = policy.amounts() if policy else {}
    form = RewardPolicyForm(sent(request), present=present, on=on)

    def act():
        adopt_reward_policy(
            by=request.user,
            now=request.now,
            on=on,
            store=store,
            effective_from=form.cleaned_data["effective_from"],
            reason=form.cleaned_data["reason"],
            tiers=form.tiers(),
        )
        date = day(form.cleaned_data["effective_from"])
        messages.success(request, _("Adopted: in force from %(date)s.") % {"date": date})
        return request.path

    if is_adoption(request) and (answer := save_once(request, form, act)):
        return answer
    context = {
        "store": store,
        "today": on,
        "form": form,
        "present": sorted(present.items()),
        "before": cost_of(store, present, on=on),
        "page_obj": page_of(request, versions_of(store, on=on), 25),
        "seen": "",
        "cancel_url": f"{reverse('compliance:policy_list')}?store={store.pk}",
    }
    if form.is_bound and form.is_valid():
        context["seen"] = fingerprint_of_form(request)
        context["tiers"] = sorted(form.tiers().items())
        context["after"] = cost_of(store, form.tiers(), on=on)
    return render(request, "rewards/policy.html", context)


@only_for(*HEADS)
def policy_withdraw(request, pk):
    stores = stores_of(request.user)
    service = withdraw_reward_policy
    return withdrawal(request, RewardPolicy, pk, service, stores=stores, back_to=_page_of)


def _page_of(store):
    return reverse("rewards:policy", args=[store.pk])
