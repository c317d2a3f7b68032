"""Addresses of workdays."""

from django.urls import path

from .views import workday_list

urlpatterns = [
    path("workdays/", workday_list, name="workday_list"),
]
