"""Addresses of reminders."""

from django.urls import path

from .views import (
    personal_messages,
    reminder_list,
    robot_create,
    robot_edit,
    robot_list,
    robot_test,
)

urlpatterns = [
    path("reminders/", reminder_list, name="reminder_list"),
    path("robots/", robot_list, name="robot_list"),
    path("robots/personal/<int:pk>/", personal_messages, name="personal_messages"),
    path("robots/new/", robot_create, name="robot_create"),
    path("robots/<int:pk>/", robot_edit, name="robot_edit"),
    path("robots/<int:pk>/test/", robot_test, name="robot_test"),
]
