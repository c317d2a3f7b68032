"""Addresses of decisions."""

from django.urls import path

from .views import inbox, inbox_decide, inbox_evidence

urlpatterns = [
    path("inbox/", inbox, name="inbox"),
    path("inbox/evidence/<str:key>/", inbox_evidence, name="inbox_evidence"),
    path("inbox/decide/", inbox_decide, name="inbox_decide"),
]
