"""Addresses of cards."""

from django.urls import path

from .views import customer_card, customer_history

urlpatterns = [
    path("customers/<int:pk>/", customer_card, name="customer_card"),
    path("customers/<int:pk>/history/", customer_history, name="customer_history"),
]
