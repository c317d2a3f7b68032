"""The address of a delivery sheet."""

from django.urls import path

from .views import delivery_sheet

urlpatterns = [path("orders/<int:pk>/sheet/", delivery_sheet, name="delivery_sheet")]
