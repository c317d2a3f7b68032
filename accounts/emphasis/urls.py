"""Addresses of the emphasis of the month."""

from django.urls import path

from .views import emphasis

urlpatterns = [path("emphasis/", emphasis, name="emphasis")]
