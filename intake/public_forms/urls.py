"""Addresses of public forms: for those who make them, and for everybody."""

from django.urls import path

from . import views

urlpatterns = [
    path("leads/forms/", views.public_form_list, name="public_form_list"),
    path("leads/forms/new/", views.public_form_create, name="public_form_create"),
    path("leads/forms/<int:pk>/", views.public_form_edit, name="public_form_edit"),
    path("leads/forms/<int:pk>/pause/", views.public_form_pause, name="public_form_pause"),
    path("leads/forms/<int:pk>/print/", views.public_form_print, name="public_form_print"),
    path("ask/<slug:slug>/", views.ask, name="ask"),
    path("ask/<slug:slug>/thanks/", views.ask_thanks, name="ask_thanks"),
]
