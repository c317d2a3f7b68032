"""Addresses of suspicions."""

from django.urls import path

from .views import finding_verdict

urlpatterns = [
    path("findings/<int:pk>/verdict/", finding_verdict, name="finding_verdict"),
]
