"""Addresses of questions to departments."""

from django.urls import path

from .views import question, question_create, question_list

urlpatterns = [
    path("questions/", question_list, name="question_list"),
    path("questions/<int:pk>/", question, name="question"),
    path("customers/<int:pk>/question/", question_create, name="question_create"),
]
