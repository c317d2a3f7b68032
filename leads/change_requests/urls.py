"""Addresses of change requests."""

from django.urls import path

from .views import request_create

urlpatterns = [
    path("customers/<int:pk>/request/", request_create, name="request_create"),
]
