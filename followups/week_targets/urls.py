"""Addresses of the target customers of a week."""

from django.urls import path

from .views import week_targets

urlpatterns = [path("week/targets/", week_targets, name="week_targets")]
