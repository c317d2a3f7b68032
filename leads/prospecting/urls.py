"""Addresses of target customers."""

from django.urls import path

from .views import target_aside, target_create, target_edit, target_list, target_take_up

urlpatterns = [
    path("prospecting/", target_list, name="target_list"),
    path("prospecting/new/", target_create, name="target_create"),
    path("prospecting/<int:pk>/edit/", target_edit, name="target_edit"),
    path("prospecting/<int:pk>/aside/", target_aside, name="target_aside"),
    path("prospecting/<int:pk>/take-up/", target_take_up, name="target_take_up"),
]
