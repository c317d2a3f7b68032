"""Addresses of saved filters."""

from django.urls import path

from .views import filter_delete, filter_save

urlpatterns = [
    path("filters/", filter_save, name="filter_save"),
    path("filters/<int:pk>/delete/", filter_delete, name="filter_delete"),
]
