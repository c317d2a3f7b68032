"""Customers: the list and the card's fields. What shows activities too is in `followups`."""

from django.urls import path

from . import views
from .views import events, policy, requests

app_name = "leads"
urlpatterns = [
    path("customers/", views.customer_list, name="customer_list"),
    path("customers/without-intent/", views.customers_without_intent, name="without_intent"),
    path("customers/<int:pk>/edit/", views.customer_edit, name="customer_edit"),
    path("customers/<int:pk>/photo/", views.customer_photo, name="customer_photo"),
    path("customers/<int:pk>/request/", requests.request_create, name="request_create"),
    path("customers/inactive/", requests.inactive_list, name="inactive_list"),
    path("events/new/", events.event_create, name="event_create"),
    path("events/<int:pk>/", events.event_edit, name="event_edit"),
    path("policy/", policy.policy, name="policy"),
]
