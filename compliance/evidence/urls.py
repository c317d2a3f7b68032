"""Addresses of evidence."""

from django.urls import path

from .views import recording_delete

urlpatterns = [
    path("recordings/<int:pk>/remove/", recording_delete, name="recording_delete"),
]
