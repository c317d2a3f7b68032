"""Addresses of urging."""

from django.urls import path

from . import views

urlpatterns = [
    path("leads/<int:pk>/urge/", views.lead_urge, name="lead_urge"),
    path("leads/<int:pk>/measure/", views.lead_measure, name="lead_measure"),
]
