"""Addresses of the audited nights."""

from django.urls import path

from .views import night_list, night_withdraw

urlpatterns = [
    path("nights/", night_list, name="night_list"),
    path("nights/<int:pk>/withdraw", night_withdraw, name="night_withdraw"),
]
