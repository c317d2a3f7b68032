"""Sheets: each has an address of its own, one for its rows and one for paper."""

from django.urls import path

from .queries.catalogue import SHEETS
from .views import card, dashboard, exports, sheets

app_name = "reports"

PARTS = {
    "": sheets.sheet_page,
    "_rows": sheets.sheet_rows,
    "_paper": sheets.sheet_paper,
    "_export": exports.sheet_export,
}


def _addresses(code):
    for part, view in PARTS.items():
        address = f"sheets/{code}/{part.removeprefix('_')}"
        yield path(address, view, {"code": code}, name=code + part)


urlpatterns = [
    path("indicators/", dashboard.dashboard, name="dashboard"),
    path("indicators/file", dashboard.dashboard_file, name="dashboard_file"),
    path("indicators/paper", dashboard.dashboard_paper, name="dashboard_paper"),
    path("indicators/rows", dashboard.dashboard_rows, name="dashboard_rows"),
    path("sheets/", sheets.sheet_list, name="sheet_list"),
    path("customers/<int:pk>/paper", card.customer_card, name="customer_card"),
    path("sheets/exports/", exports.export_list, name="export_list"),
    path("sheets/exports/log", exports.export_log, name="export_log"),
    path("sheets/exports/rights", exports.export_rights, name="export_rights"),
    path("sheets/exports/rights/<int:pk>", exports.export_right, name="export_right"),
    path("sheets/exports/<uuid:pk>", exports.export_file, name="export_file"),
    *(address for code in SHEETS for address in _addresses(code)),
]
