"""Addresses of a store's rules of leads."""

from django.urls import path

from .views import rule_list, strength_list, term_list

urlpatterns = [
    path("leads/rules/", rule_list, name="rule_list"),
    path("leads/strengths/", strength_list, name="strength_list"),
    path("leads/terms/", term_list, name="term_list"),
]
