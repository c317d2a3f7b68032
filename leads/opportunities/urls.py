"""Addresses of opportunities."""

from django.urls import path

from .views import customer_list, customers_without_intent, intent_edit

urlpatterns = [
    path("customers/", customer_list, name="customer_list"),
    path("opportunities/<int:pk>/intent/", intent_edit, name="intent_edit"),
    path("customers/without-intent/", customers_without_intent, name="without_intent"),
]
