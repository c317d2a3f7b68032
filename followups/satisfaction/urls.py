"""Address of buyers' satisfaction."""

from django.urls import path

from .views import satisfaction_list

urlpatterns = [path("satisfaction/", satisfaction_list, name="satisfaction_list")]
