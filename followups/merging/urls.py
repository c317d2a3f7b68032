"""Addresses of merging."""

from django.urls import path

from .views import merge, merge_create, merge_part

urlpatterns = [
    path("customers/<int:pk>/merge/", merge_create, name="merge_create"),
    path("merges/<int:pk>/", merge, name="merge"),
    path("merges/<int:pk>/undo/", merge_part, name="merge_part"),
]
