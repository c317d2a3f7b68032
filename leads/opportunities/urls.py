"""Addresses of opportunities."""

from django.urls import path

from .views import customer_list, customers_without_intent

urlpatterns = [
    path("customers/", customer_list, name="customer_list"),
    path("customers/without-intent/", customers_without_intent, name="without_intent"),
]
