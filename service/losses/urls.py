"""Addresses of losses that are looked at again."""

from django.urls import path

from .views import loss, loss_list, loss_policy, loss_take_back

urlpatterns = [
    path("losses/", loss_list, name="loss_list"),
    path("losses/policy/", loss_policy, name="loss_policy"),
    path("losses/<int:pk>/", loss, name="loss"),
    path("losses/<int:pk>/take-back/", loss_take_back, name="loss_take_back"),
]
