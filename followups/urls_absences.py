"""Addresses of the absences (R4.7), a part of `followups:`."""

from django.urls import path

from .views import absence_requests, absences

urlpatterns = [
    path("", absences.absence_list, name="absence_list"),
    path("calendar/", absences.absence_calendar, name="absence_calendar"),
    path("new/", absence_requests.absence_create, name="absence_create"),
    path("<int:pk>/", absences.absence_detail, name="absence_detail"),
    path("<int:pk>/approve/", absence_requests.absence_approve, name="absence_approve"),
    path("<int:pk>/refuse/", absence_requests.absence_refuse, name="absence_refuse"),
    path("<int:pk>/withdraw/", absence_requests.absence_withdraw, name="absence_withdraw"),
    path("<int:pk>/cancel/", absence_requests.absence_cancel, name="absence_cancel"),
]
