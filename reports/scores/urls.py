"""Addresses of the monthly scores."""

from django.urls import path

from .views import (
    score_answer,
    score_draw_up,
    score_file,
    score_honours,
    score_list,
    score_month,
    score_page,
    score_sign,
    score_weights,
)

urlpatterns = [
    path("scores/", score_list, name="score_list"),
    path("scores/new/", score_draw_up, name="score_draw_up"),
    path("scores/weights/", score_weights, name="score_weights"),
    path("scores/<int:pk>/", score_month, name="score_month"),
    path("scores/<int:pk>/file", score_file, name="score_file"),
    path("scores/<int:pk>/honours/", score_honours, name="score_honours"),
    path("scores/<int:pk>/sign/", score_sign, name="score_sign"),
    path("scores/of/<int:pk>/", score_page, name="score"),
    path("scores/objections/<int:pk>/", score_answer, name="score_answer"),
]
