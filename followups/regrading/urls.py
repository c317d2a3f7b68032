"""Addresses of grades that are changed in one line."""

from django.urls import path

from .views import board_view, regrade_view

urlpatterns = [
    path("customers/board/", board_view, name="grade_board"),
    path("opportunities/<int:pk>/grade/", regrade_view, name="regrade"),
]
