"""Pages of rewards: what converted leads earned whom, the director's decisions, the ledger, the policy
(R8.6, R8.9).
"""

from hashlib import sha256
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access.queries import stores_of
from accounts.people.models import Role
from foundation.adopting import withdrawal
from foundation.decisions import DecisionError
from foundation.display import day
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of
from foundation.reasons import ReasonForm
from foundation.sayings import in_words
from foundation.shown import fingerprint_of_form, is_adoption
from foundation.yuan import ZERO
from ledgers.sums import rows_of_sums, sums_of

from .forms import RewardFilter, RewardLedgerFilter, RewardPolicyForm
from .models import Reward, RewardKind, RewardPolicy, RewardState
from .queries import (
    by_state,
    cost_of,
    entries_for,
    lapse_of,
    rewards_for,
    to_reverse_for,
    versions_of,
    with_present_worth,
)
from .services import (
    adopt_reward_policy,
    approve_reward,
    refuse_reward,
    reverse_reward,
    withdraw_reward_policy,
)

MOST_TO_REVERSE = 50


@only_for(Role.CONSULTANT, Role.MANAGER, Role.DIRECTOR)
def reward_list(request):
    """The rewards, and sums that are computed from exactly these."""
    user = request.user
    lapsed = to_reverse_for(user)
    filters = RewardFilter(request.GET, rewards_for(user), user=user)
    page = page_of(request, filters.qs)
    pending = [reward for reward in page if reward.state == RewardState.PROPOSED]
    context = {
        "page_obj": page,
        "filter": filters,
        "is_filtered": filters.is_active,
        "sums": by_state(filters.qs),
        "may_decide": user.is_director,
        "to_reverse": _to_reverse(lapsed) if user.is_director else [],
        "number_to_reverse": lapsed.count() if user.is_director else 0,
        "pending": len(pending),
        "approve_url": approve_url(pending),
    }
    return render(request, "rewards/reward_list.html", context)


def _to_reverse(lapsed):
    entries = list(lapsed[:MOST_TO_REVERSE])
    for entry in entries:
        entry.lapse = lapse_of(entry.reward.order)
    return entries


def approve_url(rewards):
    ids = [("reward", reward.pk) for reward in rewards]
    return f"{reverse('rewards:reward_approve')}?{urlencode(ids)}"


def _chosen(request):
    """The chosen rewards that wait; says so where none does."""
    sent = request.POST if request.method == "POST" else request.GET
    ids = {int(pk) for pk in sent.getlist("reward") if pk.isdecimal() and len(pk) < 19}
    chosen = list(rewards_for(request.user).filter(pk__in=ids))
    pending = [reward for reward in chosen if reward.state == RewardState.PROPOSED]
    if not pending:
        none = _("Choose at least one reward.")
        messages.warning(request, _("This has already been decided.") if chosen else none)
    return pending


@only_for(Role.DIRECTOR)
def reward_approve(request):
    """First what it will cost, then the deed."""
    chosen = _chosen(request)
    if not chosen:
        return redirect("rewards:reward_list")
    rewards = list(with_present_worth(chosen))
    total = sum(reward.amount for reward in rewards)
    seen = _fingerprint_of(rewards)
    if request.method == "POST" and request.POST.get("seen") == seen:
        _approve(request, rewards)
        return redirect("rewards:reward_list")
    if request.method == "POST":
        messages.warning(request, _("The rewards have changed meanwhile. Please look once more."))
    if not rewards:
        messages.warning(request, _("Nothing is due for these orders any more."))
        return redirect("rewards:reward_list")
    context = {
        "rewards": rewards,
        "total": total,
        "lapsed": len(chosen) - len(rewards),
        "seen": seen,
        "submit": _("Approve"),
        "cancel_url": reverse("rewards:reward_list"),
    }
    return render(request, "rewards/reward_approve.html", context)


def _fingerprint_of(rewards):
    """Differs where any of the sums does: what is approved is what was shown."""
    shown = sorted((reward.pk, reward.amount) for reward in rewards)
    return sha256(repr(shown).encode()).hexdigest()[:16]


def _approve(request, rewards):
    done = 0
    for reward in rewards:
        on = reward.store.business_date(request.now)
        try:
            entry = approve_reward(reward, by=request.user, now=request.now, on=on)
        except (DecisionError, Reward.DoesNotExist) as error:
            messages.warning(request, f"{reward.person}, {reward.order}: {error}")
            continue
        done += entry.entered_at == request.now
    if done:
        said = ngettext(
            "%(count)d reward approved and entered in the ledger.",
            "%(count)d rewards approved and entered in the ledger.",
            done,
        )
        messages.success(request, said % {"count": done})


@only_for(Role.DIRECTOR)
def reward_refuse(request):
    """Refuse with one reason for all that were chosen."""
    rewards = _chosen(request)
    if not rewards:
        return redirect("rewards:reward_list")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _refuse(request, rewards, form.cleaned_data["reason"])
        return redirect("rewards:reward_list")
    context = {
        "rewards": rewards,
        "total": sum(reward.amount for reward in rewards),
        "form": form,
        "submit": _("Refuse"),
        "tone": "danger",
        "cancel_url": reverse("rewards:reward_list"),
    }
    return render(request, "rewards/reward_refuse.html", context)


def _refuse(request, rewards, reason):
    done = 0
    for reward in rewards:
        try:
            refused = refuse_reward(reward, by=request.user, now=request.now, reason=reason)
        except (DecisionError, Reward.DoesNotExist) as error:
            messages.warning(request, f"{reward.person}, {reward.order}: {error}")
            continue
        done += refused.decided_at == request.now
    if done:
        said = ngettext("%(count)d reward refused.", "%(count)d rewards refused.", done)
        messages.success(request, said % {"count": done})


@only_for(Role.CONSULTANT, Role.MANAGER, Role.DIRECTOR, Role.FINANCE)
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
    form = ReasonForm(request.POST or None, initial={"reason": in_words(lapse)})
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        _reverse(request, entry, lapse if reason == in_words(lapse) else reason)
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


@only_for(Role.DIRECTOR)
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


@only_for(Role.DIRECTOR)
def policy_withdraw(request, pk):
    stores = stores_of(request.user)
    service = withdraw_reward_policy
    return withdrawal(request, RewardPolicy, pk, service, stores=stores, back_to=_page_of)


def _page_of(store):
    return reverse("rewards:policy", args=[store.pk])
