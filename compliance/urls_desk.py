"""The director's desk: the inbox, appeals, reports, suspensions."""

from django.urls import path

from .views import appeals, inbox, inbox_decide, reports, suspensions

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/decide/", inbox_decide.inbox_decide, name="inbox_decide"),
    path("proposals/<int:pk>/appeal/", appeals.appeal, name="appeal"),
    path("proposals/<int:pk>/days/", suspensions.suspension_days, name="suspension_days"),
    path("reports/", reports.report_list, name="report_list"),
    path("reports/<int:pk>/", reports.report_detail, name="report_detail"),
]
