"""Addresses of events."""

from django.urls import path

from .views import event_create, event_edit

urlpatterns = [
    path("events/new/", event_create, name="event_create"),
    path("events/<int:pk>/", event_edit, name="event_edit"),
]
