"""Addresses of notes by their parts."""

from django.urls import path

from .views import note_search

urlpatterns = [path("contacts/notes/", note_search, name="note_search")]
