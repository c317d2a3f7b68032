"""Addresses of decisions."""

from django.urls import path

from .views import inbox, inbox_decide

urlpatterns = [
    path("inbox/", inbox, name="inbox"),
    path("inbox/decide/", inbox_decide, name="inbox_decide"),
]
