"""Addresses of what channels cost."""

from django.urls import path

from .views import cost_grid

urlpatterns = [path("leads/costs/", cost_grid, name="cost_grid")]
