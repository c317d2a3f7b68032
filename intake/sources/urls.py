"""Addresses of the sources of leads."""

from django.urls import path

from . import views

urlpatterns = [
    path("leads/sources/", views.source_list, name="source_list"),
    path("leads/sources/new/", views.source_create, name="source_create"),
    path("leads/sources/<int:pk>/", views.source_edit, name="source_edit"),
    path("leads/sources/<int:pk>/revoke/", views.source_revoke, name="source_revoke"),
]
