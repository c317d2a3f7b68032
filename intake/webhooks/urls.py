"""Addresses of the webhook of a source."""

from django.urls import path

from . import views

urlpatterns = [
    path("leads/sources/<int:pk>/webhook/", views.webhook, name="webhook"),
    path("leads/sources/<int:pk>/webhook/secret/", views.webhook_secret, name="webhook_secret"),
    path("leads/sources/<int:pk>/webhook/pause/", views.webhook_pause, name="webhook_pause"),
    path("leads/sources/events/<int:pk>/again/", views.event_again, name="event_again"),
]
