"""Addresses of workload."""

from django.urls import path

from .views import day_hint, day_settings, week

urlpatterns = [
    path("week/", week, name="week"),
    path("week/day", day_hint, name="day_hint"),
    path("policies/day/<int:pk>/", day_settings, name="day_settings"),
]
