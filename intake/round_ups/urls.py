"""Addresses of round-ups."""

from django.urls import path

from .views import round_up, round_up_list, round_up_read

urlpatterns = [
    path("telephone-desk/round-up/", round_up, name="round_up"),
    path("telephone-desk/round-ups/", round_up_list, name="round_up_list"),
    path("telephone-desk/round-ups/<int:pk>/read/", round_up_read, name="round_up_read"),
]
