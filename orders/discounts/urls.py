"""Addresses of the limit of discounts."""

from django.urls import path

from .views import discount_policy, discount_policy_withdraw

urlpatterns = [
    path("discounts/<int:pk>/", discount_policy, name="discount_policy"),
    path("discounts/<int:pk>/withdraw/", discount_policy_withdraw, name="discount_policy_withdraw"),
]
