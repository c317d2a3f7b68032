"""The director's reward policy: what holds, what did, and the change of it (R8.9)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import stores_of
from accounts.models import Role
from accounts.pages import only_for, page_of
from accounts.templatetags.ui import day
from compliance.views.policies import is_adoption, word_of
from compliance.views.policy_withdrawal import policies_of, withdrawal
from leads.views.saving import save_once, sent

from ..forms.policy import RewardPolicyForm
from ..models import RewardPolicy
from ..queries.policies import cost_of, versions_of
from ..services.policies import adopt_reward_policy, withdraw_reward_policy


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
        "cancel_url": policies_of(store),
    }
    if form.is_bound and form.is_valid():
        context["seen"] = word_of(request)
        context["tiers"] = sorted(form.tiers().items())
        context["after"] = cost_of(store, form.tiers(), on=on)
    return render(request, "rewards/policy.html", context)


@only_for(Role.DIRECTOR)
def policy_withdraw(request, pk):
    return withdrawal(request, RewardPolicy, pk, withdraw_reward_policy, back_to=_page_of)


def _page_of(store):
    return reverse("rewards:policy", args=[store.pk])
