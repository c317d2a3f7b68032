"""Addresses of dues."""

from django.urls import path

from .views import due_list

urlpatterns = [
    path("payments/due/", due_list, name="due_list"),
]
