"""Sheets: each has an address of its own, one for its rows and one for paper."""

from django.urls import path

from .dashboard.views import dashboard, dashboard_file, dashboard_paper, dashboard_rows
from .exports.views import (
    export_file,
    export_list,
    export_log,
    export_right,
    export_rights,
    sheet_export,
)
from .lead_figures.views import lead_figures
from .monthly_reports.views import (
    report_begin,
    report_close,
    report_edit,
    report_list,
    report_page,
    report_paper,
)
from .printed_card.views import customer_card
from .scores.urls import urlpatterns as scores
from .sheets.queries.catalogue import SHEETS
from .sheets.views import sheet_list, sheet_page, sheet_paper, sheet_rows

app_name = "reports"

PARTS = {
    "": sheet_page,
    "_rows": sheet_rows,
    "_paper": sheet_paper,
    "_export": sheet_export,
}


def _addresses(code):
    for part, view in PARTS.items():
        address = f"sheets/{code}/{part.removeprefix('_')}"
        yield path(address, view, {"code": code}, name=code + part)


urlpatterns = [
    path("indicators/", dashboard, name="dashboard"),
    path("indicators/file", dashboard_file, name="dashboard_file"),
    path("indicators/paper", dashboard_paper, name="dashboard_paper"),
    path("indicators/rows", dashboard_rows, name="dashboard_rows"),
    path("leads/figures/", lead_figures, name="lead_figures"),
    path("leads/reports/", report_list, name="monthly_report_list"),
    path("leads/reports/new/", report_begin, name="monthly_report_begin"),
    path("leads/reports/<int:pk>/", report_page, name="monthly_report"),
    path("leads/reports/<int:pk>/paper/", report_paper, name="monthly_report_paper"),
    path("leads/reports/<int:pk>/edit/", report_edit, name="monthly_report_edit"),
    path("leads/reports/<int:pk>/close/", report_close, name="monthly_report_close"),
    path("sheets/", sheet_list, name="sheet_list"),
    path("customers/<int:pk>/paper", customer_card, name="customer_card"),
    path("sheets/exports/", export_list, name="export_list"),
    path("sheets/exports/log", export_log, name="export_log"),
    path("sheets/exports/rights", export_rights, name="export_rights"),
    path("sheets/exports/rights/<int:pk>", export_right, name="export_right"),
    path("sheets/exports/<uuid:pk>", export_file, name="export_file"),
    *scores,
    *(address for code in SHEETS for address in _addresses(code)),
]
