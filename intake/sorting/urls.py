"""Addresses of the leads' desk."""

from django.urls import path

from . import views

urlpatterns = [
    path("leads/", views.lead_list, name="lead_list"),
    path("leads/new/", views.lead_create, name="lead_create"),
    path("leads/reasons/", views.reason_list, name="reason_list"),
    path("leads/<int:pk>/", views.lead, name="lead"),
    path("leads/<int:pk>/mend/", views.lead_mend, name="lead_mend"),
    path("leads/<int:pk>/take/", views.lead_take, name="lead_take"),
    path("leads/<int:pk>/join/", views.lead_join, name="lead_join"),
    path("leads/<int:pk>/send-on/", views.lead_send_on, name="lead_send_on"),
    path("leads/<int:pk>/close/", views.lead_close, name="lead_close"),
    path("leads/<int:pk>/give/", views.lead_assign, name="lead_assign"),
    path("leads/<int:pk>/contacted/", views.lead_contacted, name="lead_contacted"),
]
