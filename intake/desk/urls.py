"""Addresses of the telephone desk."""

from django.urls import path

from . import views

urlpatterns = [
    path("telephone-desk/", views.desk, name="desk"),
    path("telephone-desk/list/", views.desk_list, name="desk_list"),
    path("telephone-desk/call/", views.desk_call, name="desk_call"),
    path(
        "telephone-desk/visits/<int:pk>/agreed/",
        views.desk_visit_confirm,
        name="desk_visit_confirm",
    ),
]
