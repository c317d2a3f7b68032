"""Addresses of a target customer's page and promotion."""

from django.urls import path

from .views import target, target_promote

urlpatterns = [
    path("prospecting/<int:pk>/", target, name="target"),
    path("prospecting/<int:pk>/promote/", target_promote, name="target_promote"),
]
