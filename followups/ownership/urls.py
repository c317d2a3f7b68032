"""Addresses of ownership."""

from django.urls import path

from .views import opportunity_reopen

urlpatterns = [
    path("opportunities/<int:pk>/reopen/", opportunity_reopen, name="opportunity_reopen"),
]
