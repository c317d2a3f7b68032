"""Addresses of phone lookup."""

from django.urls import path

from .views import phone_check, phone_lookup

urlpatterns = [
    path("customers/new/phone", phone_check, name="phone_check"),
    path("phone/", phone_lookup, name="phone_lookup"),
]
