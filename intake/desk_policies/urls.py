"""Addresses of the day and week of a telephone desk."""

from django.urls import path

from .views import desk_policy

urlpatterns = [
    path("telephone-desk/policy/", desk_policy, name="desk_policy"),
]
