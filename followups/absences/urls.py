"""Addresses of absences."""

from django.urls import path

from .views import (
    absence_approve,
    absence_calendar,
    absence_cancel,
    absence_create,
    absence_detail,
    absence_list,
    absence_refuse,
    absence_shorten,
    absence_withdraw,
)

urlpatterns = [
    path("absences/", absence_list, name="absence_list"),
    path("absences/calendar/", absence_calendar, name="absence_calendar"),
    path("absences/new/", absence_create, name="absence_create"),
    path("absences/<int:pk>/", absence_detail, name="absence_detail"),
    path("absences/<int:pk>/approve/", absence_approve, name="absence_approve"),
    path("absences/<int:pk>/refuse/", absence_refuse, name="absence_refuse"),
    path("absences/<int:pk>/withdraw/", absence_withdraw, name="absence_withdraw"),
    path("absences/<int:pk>/cancel/", absence_cancel, name="absence_cancel"),
    path("absences/<int:pk>/shorten/", absence_shorten, name="absence_shorten"),
]
