"""The director's decisions on rewards, one or many at once (R8.6, R8.9)."""

from hashlib import sha256

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Role
from accounts.pages import only_for
from compliance.forms.decisions import ReasonForm
from compliance.services.errors import DecisionError

from ..models import Reward, RewardState
from ..queries.pages import rewards_for, with_present_worth
from ..services.deciding import approve_reward, refuse_reward


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
    seen = _word_of(rewards)
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


def _word_of(rewards):
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
