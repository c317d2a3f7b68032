"""Addresses of the calls of machines."""

from django.urls import path

from . import views

urlpatterns = [
    path("api/v1/leads", views.lead_post, name="api_lead_post"),
    path("api/v1/leads/<int:number>", views.lead_read, name="api_lead_read"),
    path("api/v1/openapi.json", views.openapi, name="api_document"),
]
