"""Addresses of suspected duplicates, dead numbers and invalid data."""

from django.urls import path

from .views import doubles, invalid

urlpatterns = [
    path("leads/duplicates/", doubles.suspicion_list, name="suspicion_list"),
    path("leads/duplicates/<int:pk>/", doubles.suspicion_answer, name="suspicion_answer"),
    path("leads/dead-numbers/", doubles.dead_number_list, name="dead_number_list"),
    path("leads/dead-numbers/<int:pk>/", doubles.dead_number_answer, name="dead_number_answer"),
    path("leads/invalid-data/", invalid.invalid_list, name="invalid_list"),
    path("leads/invalid-data/<int:pk>/", invalid.invalid_answer, name="invalid_answer"),
    path("leads/invalid-data/search/", invalid.invalid_search, name="invalid_search"),
    path("leads/invalid-data/schedule/", invalid.invalid_schedule, name="invalid_schedule"),
]
