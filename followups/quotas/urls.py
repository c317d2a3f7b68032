"""Addresses of quotas."""

from django.urls import path

from .views import quotas

urlpatterns = [path("evening/quotas/", quotas, name="quotas")]
