"""The address of a department's first page."""

from django.urls import path

from .views import department

urlpatterns = [path("department/", department, name="department")]
