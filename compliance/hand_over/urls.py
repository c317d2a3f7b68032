"""Addresses of hand over."""

from django.urls import path

from .views import (
    departure,
    departure_announce,
    departure_close,
    departure_list,
    departure_take_back,
    hand_over_board,
    hand_over_detail,
    hand_over_list,
    hand_over_plan,
    hand_over_undo,
)

urlpatterns = [
    path("hand-over/", hand_over_board, name="hand_over_board"),
    path("hand-over/plan/", hand_over_plan, name="hand_over_plan"),
    path("hand-overs/", hand_over_list, name="hand_over_list"),
    path("hand-overs/<int:pk>/", hand_over_detail, name="hand_over_detail"),
    path("hand-overs/<int:pk>/undo/", hand_over_undo, name="hand_over_undo"),
    path("departures/", departure_list, name="departure_list"),
    path("departures/<int:pk>/", departure, name="departure"),
    path("departures/<int:pk>/announce/", departure_announce, name="departure_announce"),
    path("departures/<int:pk>/stay/", departure_take_back, name="departure_take_back"),
    path("departures/<int:pk>/close/", departure_close, name="departure_close"),
]
