"""Addresses of penalties."""

from django.urls import path

from .views.appeals import appeal
from .views.ledger import entry_reverse, ledger
from .views.proposals import proposal_approve, proposal_detail, proposal_list, proposal_waive
from .views.reports import report_detail, report_list
from .views.suspensions import suspension_days

urlpatterns = [
    path("proposals/", proposal_list, name="proposal_list"),
    path("proposals/approve/", proposal_approve, name="proposal_approve"),
    path("proposals/<int:pk>/", proposal_detail, name="proposal_detail"),
    path("proposals/<int:pk>/waive/", proposal_waive, name="proposal_waive"),
    path("proposals/<int:pk>/appeal/", appeal, name="appeal"),
    path("proposals/<int:pk>/days/", suspension_days, name="suspension_days"),
    path("reports/", report_list, name="report_list"),
    path("reports/<int:pk>/", report_detail, name="report_detail"),
    path("ledger/", ledger, name="ledger"),
    path("ledger/<int:pk>/reverse/", entry_reverse, name="entry_reverse"),
]
