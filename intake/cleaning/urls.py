"""Addresses of suspected duplicates and dead numbers."""

from django.urls import path

from . import views

urlpatterns = [
    path("leads/duplicates/", views.suspicion_list, name="suspicion_list"),
    path("leads/duplicates/<int:pk>/", views.suspicion_answer, name="suspicion_answer"),
    path("leads/dead-numbers/", views.dead_number_list, name="dead_number_list"),
    path("leads/dead-numbers/<int:pk>/", views.dead_number_answer, name="dead_number_answer"),
]
