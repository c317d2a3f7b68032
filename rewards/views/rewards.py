"""What converted leads earned whom (R8.9); what waits for the director lies in the inbox."""

from django.shortcuts import render

from accounts.models import Role
from accounts.pages import only_for, page_of

from ..forms.filters import RewardFilter
from ..queries.pages import by_state, rewards_for


@only_for(Role.CONSULTANT, Role.MANAGER, Role.DIRECTOR)
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
