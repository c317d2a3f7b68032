"""Addresses of what leaders take upon themselves."""

from django.urls import path

from .views import my_desk, take_over_create, take_over_end

urlpatterns = [
    path("mine/", my_desk, name="my_desk"),
    path("customers/<int:pk>/take-over/", take_over_create, name="take_over_create"),
    path("customers/<int:pk>/give-back/", take_over_end, name="take_over_end"),
]
