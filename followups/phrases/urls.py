"""Addresses of phrases."""

from django.urls import path

from .views import phrase_hide, phrase_list

urlpatterns = [
    path("phrases/", phrase_list, name="phrase_list"),
    path("phrases/hide/", phrase_hide, name="phrase_hide"),
]
