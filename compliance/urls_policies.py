"""Addresses of the director's policies (R3.2, R8.5), a part of `compliance:`."""

from django.urls import path

from .views import policies, policy_withdrawal

urlpatterns = [
    path("", policies.policy_list, name="policy_list"),
    path("<int:pk>/grading/", policies.policy_grading, name="policy_grading"),
    path("<int:pk>/penalty/", policies.policy_penalty, name="policy_penalty"),
    path(
        "grading/<int:pk>/withdraw/",
        policy_withdrawal.policy_grading_withdraw,
        name="policy_grading_withdraw",
    ),
    path(
        "penalty/<int:pk>/withdraw/",
        policy_withdrawal.policy_penalty_withdraw,
        name="policy_penalty_withdraw",
    ),
]
