"""Findings, the proposals that follow from them, and the ledger of those approved."""

from django.urls import path

from .views import decisions, findings, ledger, proposals

app_name = "compliance"
urlpatterns = [
    path("findings/", findings.finding_list, name="finding_list"),
    path("findings/<int:pk>/verdict/", findings.finding_verdict, name="finding_verdict"),
    path("proposals/", proposals.proposal_list, name="proposal_list"),
    path("proposals/approve/", decisions.proposal_approve, name="proposal_approve"),
    path("proposals/<int:pk>/", proposals.proposal_detail, name="proposal_detail"),
    path("proposals/<int:pk>/waive/", decisions.proposal_waive, name="proposal_waive"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/<int:pk>/reverse/", ledger.entry_reverse, name="entry_reverse"),
]
