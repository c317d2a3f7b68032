"""Address of business plans."""

from django.urls import path

from .views import business_plan

urlpatterns = [path("business-plan/", business_plan, name="business_plan")]
