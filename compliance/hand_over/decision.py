"""Announced departures wait for the director until everything is handed over (R4.8)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.people.models import Role
from foundation.decisions import Kind
from leads.opportunities.models import Opportunity

from ..findings.models import Finding
from .models import Departure
from .queries import numbers_held


def _decided(user):
    return Departure.objects.visible_to(user).exclude(decided_at=None)


def _load(keys):
    rows = Departure.objects.select_related("store", "person", "announced_by", "decided_by")
    return rows.annotate(**numbers_held("person")).in_bulk(keys)


HELD_SHOWN = 10


def _evidence(departure, *, user, on):
    """The hottest of what the leaver still has, by name, and how many findings are open."""
    rows = Opportunity.objects.executing().filter(consultant=departure.person_id)
    rows = rows.select_related("customer", "grade").order_by(
        "grade__sort_order", "expected_on", "pk"
    )
    late = Finding.objects.open().filter(responsible=departure.person_id).count()
    return {"departure": departure, "held": rows[:HELD_SHOWN], "late": late}


KIND = Kind(
    code="departure",
    label=gettext_lazy("Departures"),
    name=Departure._meta.verbose_name,
    icon="box-arrow-right",
    place=40,
    announced=gettext_lazy("Departures to settle"),
    roles=(Role.DIRECTOR,),
    rows=Departure.objects.waiting,
    since="announced_at",
    person="person",
    store="store",
    decided=_decided,
    load=_load,
    row_template="compliance/hand_over/_departure_waiting.html",
    page=lambda departure: reverse("compliance:departure", args=[departure.person_id]),
    about="person",
    rule=lambda departure: gettext_lazy(
        "Rule: whoever leaves hands over all customers first; then their account is closed."
    ),
    evidence=_evidence,
    evidence_template="compliance/hand_over/_departure_evidence.html",
)
