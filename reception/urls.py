"""The door: the line, visitors and callers, their registers, the duty roster."""

from django.urls import path

from .views import desk, register, roster, visits

app_name = "reception"
urlpatterns = [
    path("reception/", desk.home, name="home"),
    path("reception/quick/", desk.quick, name="quick"),
    path("reception/skip/", desk.skip, name="skip"),
    path("reception/back/", desk.back, name="back"),
    path("reception/new/", visits.visit_create, name="visit_create"),
    path("reception/new/caller", visits.caller, name="caller"),
    path("reception/visits/<int:pk>/", visits.visit_edit, name="visit_edit"),
    path("reception/visits/<int:pk>/left/", visits.visit_left, name="visit_left"),
    path("reception/visits/<int:pk>/strike/", visits.visit_strike, name="visit_strike"),
    path("reception/visits/<int:pk>/check/", register.check, name="check"),
    path("reception/register/", register.register, name="register"),
    path("reception/register/check/", register.check_all, name="check_all"),
    path("reception/roster/", roster.roster, name="roster"),
    path("reception/notices/", register.notices, name="notices"),
    path("reception/notices/<int:pk>/seen/", register.notice_seen, name="notice_seen"),
]
