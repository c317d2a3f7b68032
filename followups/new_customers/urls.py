"""Addresses of new customers."""

from django.urls import path

from .views import customer_create, first_date, first_date_of_opportunity, opportunity_create

urlpatterns = [
    path("customers/new/", customer_create, name="customer_create"),
    path("customers/new/first-date", first_date, name="first_date"),
    path("customers/<int:pk>/opportunity/", opportunity_create, name="opportunity_create"),
    path(
        "customers/<int:pk>/opportunity/first-date",
        first_date_of_opportunity,
        name="opportunity_first_date",
    ),
]
