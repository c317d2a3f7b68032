"""Addresses of findings."""

from django.urls import path

from .views import finding_list, findings_annotate

urlpatterns = [
    path("findings/", finding_list, name="finding_list"),
    path("findings/annotate/", findings_annotate, name="findings_annotate"),
]
