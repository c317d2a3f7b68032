"""Addresses of policies."""

from django.urls import path

from .views import (
    policy_grading,
    policy_grading_withdraw,
    policy_list,
    policy_penalty,
    policy_penalty_withdraw,
)

urlpatterns = [
    path("policies/", policy_list, name="policy_list"),
    path("policies/<int:pk>/grading/", policy_grading, name="policy_grading"),
    path("policies/<int:pk>/penalty/", policy_penalty, name="policy_penalty"),
    path(
        "policies/grading/<int:pk>/withdraw/",
        policy_grading_withdraw,
        name="policy_grading_withdraw",
    ),
    path(
        "policies/penalty/<int:pk>/withdraw/",
        policy_penalty_withdraw,
        name="policy_penalty_withdraw",
    ),
]
