"""Addresses of reports in confidence: for staff, for everybody, for who reads them."""

from django.urls import path

from . import views

urlpatterns = [
    path("misconduct/", views.misconduct, name="misconduct"),
    path("misconduct/write/", views.misconduct_write, name="misconduct_write"),
    path("misconduct/named/", views.misconduct_policy, name="misconduct_policy"),
    path("misconduct/poster/", views.misconduct_poster, name="misconduct_poster"),
    path("misconduct/<int:pk>/", views.misconduct_report, name="misconduct_report"),
    path("misconduct/<int:pk>/subject/", views.misconduct_subject, name="misconduct_subject"),
    path("misconduct/photos/<int:pk>/", views.misconduct_photo, name="misconduct_photo"),
    path("speak-up/", views.misconduct_status, name="misconduct_status"),
    path("speak-up/<slug:slug>/", views.misconduct_public, name="misconduct_public"),
]
