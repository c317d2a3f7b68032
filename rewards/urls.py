"""Rewards of converted leads: proposals, the ledger, the policy."""

from django.urls import path

from .views import entry_reverse, ledger, policy_withdraw, reward_list, reward_policy

app_name = "rewards"
urlpatterns = [
    path("", reward_list, name="reward_list"),
    path("ledger/", ledger, name="ledger"),
    path("ledger/<int:pk>/reverse/", entry_reverse, name="entry_reverse"),
    path("policies/<int:pk>/", reward_policy, name="policy"),
    path("policies/<int:pk>/withdraw/", policy_withdraw, name="policy_withdraw"),
]
