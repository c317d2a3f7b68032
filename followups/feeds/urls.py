"""Addresses of feeds."""

from django.urls import path

from .views import feed, feed_settings

urlpatterns = [
    path("profile/calendar/", feed_settings, name="feed_settings"),
    path("calendar/<str:token>.ics", feed, name="feed"),
]
