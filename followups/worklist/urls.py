"""Addresses of worklist."""

from django.urls import path

from .views import overdue_list, plan_list

urlpatterns = [
    path("plans/", plan_list, name="plan_list"),
    path("overdue/", overdue_list, name="overdue_list"),
]
