"""What converted leads earned whom, and what waits for the director (R8.9)."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse

from accounts.models import Role
from accounts.pages import only_for, page_of

from ..forms.filters import RewardFilter
from ..models import RewardState
from ..queries.pages import by_state, lapse_of, rewards_for, to_reverse_for

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
