"""Addresses of plans."""

from django.urls import path

from .views import plan_cancel, plan_create, plan_move

urlpatterns = [
    path("opportunities/<int:pk>/plan/", plan_create, name="plan_create"),
    path("plans/<int:pk>/move/", plan_move, name="plan_move"),
    path("plans/<int:pk>/cancel/", plan_cancel, name="plan_cancel"),
]
