"""Rewards of converted leads: proposals, the ledger, the policy."""

from django.urls import path

from .views import ledger, policies, rewards

app_name = "rewards"
urlpatterns = [
    path("", rewards.reward_list, name="reward_list"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/<int:pk>/reverse/", ledger.entry_reverse, name="entry_reverse"),
    path("policies/<int:pk>/", policies.reward_policy, name="policy"),
    path("policies/<int:pk>/withdraw/", policies.policy_withdraw, name="policy_withdraw"),
]
