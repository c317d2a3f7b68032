"""Suspensions approved without days wait for the director, who sets them (R8.7)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.people.models import Role
from foundation.decisions import Kind

from ..models import Proposal
from .proposals import evidence_of, load_proposals

KIND = Kind(
    code="days",
    label=gettext_lazy("Suspensions without days"),
    name=gettext_lazy("Suspension for study"),
    icon="calendar-x",
    place=20,
    announced=gettext_lazy("Suspensions without days"),
    roles=(Role.DIRECTOR,),
    rows=Proposal.objects.undated,
    since="decided_at",
    person="person",
    store="store",
    load=load_proposals,
    row_template="compliance/penalties/_days_waiting.html",
    page=lambda proposal: reverse("compliance:proposal_detail", args=[proposal.pk]),
    about="person",
    rule=lambda proposal: gettext_lazy(
        "Rule: a suspension has dates; while it lasts, plans are handled as in an absence."
    ),
    evidence=evidence_of,
    evidence_template="compliance/penalties/_occasion_evidence.html",
)
