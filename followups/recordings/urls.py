"""Addresses of recordings."""

from django.urls import path

from .views import recording_create, recording_file

urlpatterns = [
    path("activities/<int:pk>/recording/", recording_create, name="recording_create"),
    path("recordings/<int:pk>/", recording_file, name="recording_file"),
]
