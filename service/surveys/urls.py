"""Addresses of surveys: for the store, and the one that a customer gets."""

from django.urls import path

from .views import (
    survey,
    survey_answer,
    survey_call,
    survey_list,
    survey_number,
    survey_policy,
    survey_public,
)

urlpatterns = [
    path("surveys/", survey_list, name="survey_list"),
    path("surveys/policy/", survey_policy, name="survey_policy"),
    path("surveys/<int:pk>/", survey, name="survey"),
    path("surveys/<int:pk>/answer/", survey_answer, name="survey_answer"),
    path("surveys/<int:pk>/call/", survey_call, name="survey_call"),
    path("surveys/<int:pk>/number/", survey_number, name="survey_number"),
    path("s/<slug:token>/", survey_public, name="survey_public"),
]
