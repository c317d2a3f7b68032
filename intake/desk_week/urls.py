"""Addresses of the coming week of the telephone desk."""

from django.urls import path

from .views import desk_week

urlpatterns = [
    path("telephone-desk/week/", desk_week, name="desk_week"),
]
