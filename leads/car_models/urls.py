"""Addresses of the list of models."""

from django.urls import path

from .views import model_create, model_edit, model_list

urlpatterns = [
    path("models/", model_list, name="model_list"),
    path("models/new/", model_create, name="model_create"),
    path("models/<int:pk>/", model_edit, name="model_edit"),
]
