"""Addresses of the bell."""

from django.urls import path

from .views import notice_list, notice_read, notice_read_all

urlpatterns = [
    path("notices/", notice_list, name="notice_list"),
    path("notices/read/", notice_read_all, name="notice_read_all"),
    path("notices/<int:pk>/", notice_read, name="notice_read"),
]
