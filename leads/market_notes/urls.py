"""Addresses of market notes."""

from django.urls import path

from .views import note_create, note_list, note_photo

urlpatterns = [
    path("market/", note_list, name="market_notes"),
    path("market/new/", note_create, name="market_note_create"),
    path("market/<int:pk>/photo/", note_photo, name="market_note_photo"),
]
