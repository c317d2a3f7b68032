"""The door: the line, visitors and callers, their registers, the duty roster."""

from django.urls import path

from .views.desk import back, home, quick, skip
from .views.register import check, check_all, confirm, notice_seen, notices, register
from .views.roster import roster
from .views.visits import caller, visit_create, visit_edit, visit_left, visit_void

app_name = "reception"
urlpatterns = [
    path("reception/", home, name="home"),
    path("reception/quick/", quick, name="quick"),
    path("reception/skip/", skip, name="skip"),
    path("reception/back/", back, name="back"),
    path("reception/new/", visit_create, name="visit_create"),
    path("reception/new/caller", caller, name="caller"),
    path("reception/visits/<int:pk>/", visit_edit, name="visit_edit"),
    path("reception/visits/<int:pk>/left/", visit_left, name="visit_left"),
    path("reception/visits/<int:pk>/strike/", visit_void, name="visit_void"),
    path("reception/visits/<int:pk>/check/", check, name="check"),
    path("reception/visits/<int:pk>/confirm/", confirm, name="confirm"),
    path("reception/register/", register, name="register"),
    path("reception/register/check/", check_all, name="check_all"),
    path("reception/roster/", roster, name="roster"),
    path("reception/notices/", notices, name="notices"),
    path("reception/notices/<int:pk>/seen/", notice_seen, name="notice_seen"),
]
