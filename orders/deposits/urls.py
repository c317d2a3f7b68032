"""Addresses of the usual deposit."""

from django.urls import path

from .views import deposit_policy, deposit_policy_withdraw

urlpatterns = [
    path("deposits/<int:pk>/", deposit_policy, name="deposit_policy"),
    path("deposits/<int:pk>/withdraw/", deposit_policy_withdraw, name="deposit_policy_withdraw"),
]
