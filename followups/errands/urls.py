"""Addresses of tasks."""

from django.urls import path

from .views import errand, errand_cancel, errand_create, errand_edit, errand_list

urlpatterns = [
    path("tasks/", errand_list, name="errand_list"),
    path("tasks/new/", errand_create, name="errand_create"),
    path("tasks/<int:pk>/", errand, name="errand"),
    path("tasks/<int:pk>/edit/", errand_edit, name="errand_edit"),
    path("tasks/<int:pk>/cancel/", errand_cancel, name="errand_cancel"),
]
