"""Addresses of customers."""

from django.urls import path

from .views import customer_edit, customer_photo, inactive_list

urlpatterns = [
    path("customers/<int:pk>/edit/", customer_edit, name="customer_edit"),
    path("customers/<int:pk>/photo/", customer_photo, name="customer_photo"),
    path("customers/inactive/", inactive_list, name="inactive_list"),
]
