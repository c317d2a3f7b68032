"""Addresses of absences (R4.7), a part of `followups:`."""

from django.urls import path

from .views import absence_requests, absence_shortening, absences

urlpatterns = [
    path("absences/", absences.absence_list, name="absence_list"),
    path("absences/calendar/", absences.absence_calendar, name="absence_calendar"),
    path("absences/new/", absence_requests.absence_create, name="absence_create"),
    path("absences/<int:pk>/", absences.absence_detail, name="absence_detail"),
    path("absences/<int:pk>/approve/", absence_requests.absence_approve, name="absence_approve"),
    path("absences/<int:pk>/refuse/", absence_requests.absence_refuse, name="absence_refuse"),
    path("absences/<int:pk>/withdraw/", absence_requests.absence_withdraw, name="absence_withdraw"),
    path("absences/<int:pk>/cancel/", absence_requests.absence_cancel, name="absence_cancel"),
    path("absences/<int:pk>/shorten/", absence_shortening.absence_shorten, name="absence_shorten"),
]
