"""Addresses of evening."""

from django.urls import path

from .views import board, board_rows, review, review_activity, review_done

urlpatterns = [
    path("evening/", board, name="board"),
    path("evening/rows/", board_rows, name="board_rows"),
    path("review/", review, name="review"),
    path("review/<int:pk>/", review_activity, name="review_activity"),
    path("review/<int:pk>/done/", review_done, name="review_done"),
]
