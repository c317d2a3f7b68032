"""Addresses of annotations."""

from django.urls import path

from .views import annotation_create, annotation_list, annotation_read

urlpatterns = [
    path("activities/<int:pk>/annotate/", annotation_create, name="annotation_create"),
    path("annotations/", annotation_list, name="annotation_list"),
    path("annotations/<int:pk>/read/", annotation_read, name="annotation_read"),
]
