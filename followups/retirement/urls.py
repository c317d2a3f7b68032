"""Addresses of retirement."""

from django.urls import path

from .views import customer_revive, request_detail

urlpatterns = [
    path("customers/<int:pk>/revive/", customer_revive, name="customer_revive"),
    path("requests/<int:pk>/", request_detail, name="request_detail"),
]
