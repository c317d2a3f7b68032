"""Addresses of quotations."""

from django.urls import path

from .views import (
    quotation,
    quotation_create,
    quotation_give,
    quotation_list,
    quotation_next,
    quotation_order,
    quotation_paper,
    quotation_withdraw,
)

urlpatterns = [
    path("quotations/", quotation_list, name="quotation_list"),
    path("opportunities/<int:pk>/quotation/", quotation_create, name="quotation_create"),
    path("quotations/<int:pk>/", quotation, name="quotation"),
    path("quotations/<int:pk>/version/", quotation_next, name="quotation_next"),
    path("quotations/<int:pk>/paper/", quotation_paper, name="quotation_paper"),
    path("quotations/<int:pk>/give/", quotation_give, name="quotation_give"),
    path("quotations/<int:pk>/withdraw/", quotation_withdraw, name="quotation_withdraw"),
    path("quotations/<int:pk>/order/", quotation_order, name="quotation_order"),
]
