"""Addresses of what is spent on intents."""

from django.urls import path

from .views import expense_list, expense_strike

urlpatterns = [
    path("opportunities/<int:pk>/expenses/", expense_list, name="expense_list"),
    path("expenses/<int:pk>/strike/", expense_strike, name="expense_strike"),
]
