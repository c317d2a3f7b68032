"""Findings, the proposals that follow from them, and the ledger of those approved."""

from django.urls import include, path

from .views import (
    claims,
    claims_deciding,
    claims_filing,
    decisions,
    departure,
    findings,
    hand_over,
    hand_over_board,
    ledger,
    proposals,
    recordings,
)

app_name = "compliance"
urlpatterns = [
    path("findings/", findings.finding_list, name="finding_list"),
    path("findings/annotate/", findings.findings_annotate, name="findings_annotate"),
    path("findings/<int:pk>/verdict/", findings.finding_verdict, name="finding_verdict"),
    path("proposals/", proposals.proposal_list, name="proposal_list"),
    path("proposals/approve/", decisions.proposal_approve, name="proposal_approve"),
    path("proposals/<int:pk>/", proposals.proposal_detail, name="proposal_detail"),
    path("proposals/<int:pk>/waive/", decisions.proposal_waive, name="proposal_waive"),
    path("claims/", claims.claim_list, name="claim_list"),
    path("claims/open/", claims.claim_open, name="claim_open"),
    path("claims/new/", claims_filing.claim_create, name="claim_create"),
    path("claims/<int:pk>/", claims.claim_detail, name="claim_detail"),
    path("claims/<int:pk>/file/", claims_filing.claim_file, name="claim_file"),
    path("claims/<int:pk>/withdraw/", claims_filing.claim_withdraw, name="claim_withdraw"),
    path("claims/<int:pk>/object/", claims_filing.claim_object, name="claim_object"),
    path("claims/<int:pk>/approve/", claims_deciding.claim_approve, name="claim_approve"),
    path("claims/<int:pk>/refuse/", claims_deciding.claim_refuse, name="claim_refuse"),
    path("hand-over/", hand_over_board.hand_over_board, name="hand_over_board"),
    path("hand-over/plan/", hand_over_board.hand_over_plan, name="hand_over_plan"),
    path("hand-overs/", hand_over.hand_over_list, name="hand_over_list"),
    path("hand-overs/<int:pk>/", hand_over.hand_over_detail, name="hand_over_detail"),
    path("hand-overs/<int:pk>/undo/", hand_over.hand_over_undo, name="hand_over_undo"),
    path("departures/", departure.departure_list, name="departure_list"),
    path("departures/<int:pk>/", departure.departure, name="departure"),
    path("departures/<int:pk>/close/", departure.departure_close, name="departure_close"),
    path("recordings/<int:pk>/remove/", recordings.recording_delete, name="recording_delete"),
    path("policies/", include("compliance.urls_policies")),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/<int:pk>/reverse/", ledger.entry_reverse, name="entry_reverse"),
]
