"""Addresses of the confidentiality agreement."""

from django.urls import path

from .views import confidentiality, confidentiality_list, confidentiality_write

urlpatterns = [
    path("confidentiality/", confidentiality, name="confidentiality"),
    path("confidentiality/people/", confidentiality_list, name="confidentiality_list"),
    path("confidentiality/write/", confidentiality_write, name="confidentiality_write"),
]
