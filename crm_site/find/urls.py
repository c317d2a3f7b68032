"""The address of the search."""

from django.urls import path

from .views import find

urlpatterns = [path("find/", find, name="find")]
