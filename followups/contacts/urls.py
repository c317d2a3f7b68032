"""Addresses of contacts."""

from django.urls import path

from .views import log_contact, log_plan, next_date

urlpatterns = [
    path("opportunities/<int:pk>/log/", log_contact, name="log_contact"),
    path("opportunities/<int:pk>/next-date", next_date, name="next_date"),
    path("plans/<int:pk>/log/", log_plan, name="log_plan"),
]
