"""Addresses of support wanted."""

from django.urls import path

from .views import support_answer, support_list, support_read

urlpatterns = [
    path("support/", support_list, name="support_list"),
    path("support/<int:pk>/answer/", support_answer, name="support_answer"),
    path("support/<int:pk>/read/", support_read, name="support_read"),
]
