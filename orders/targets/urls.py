"""Addresses of targets."""

from django.urls import path

from .views import target_grid

urlpatterns = [
    path("targets/", target_grid, name="target_grid"),
]
