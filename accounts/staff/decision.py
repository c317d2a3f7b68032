"""Appointments wait for a second person: who heads the region, or another administrator (R1.1)."""

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy

from foundation.decisions import EARLIER, Earlier, Kind
from foundation.registry import addresses

from ..people.models import Role
from .models import Appointment, RightsChange, decided_as_second
from .services import approve_appointment, refuse_appointment


def _decided(user):
    return Appointment.objects.decidable_by(user).exclude(decided_at=None)


def _load(keys):
    rows = Appointment.objects.select_related(
        "person__store", "person__region", "store", "region", "asked_by", "decided_by"
    )
    return rows.in_bulk(keys)


def _shown(appointment, act):
    person = appointment.person
    return (
        (person.pk, person.full_name, person.username),
        (person.role, person.store_id, person.region_id, person.is_active),
        (appointment.role, appointment.store_id, appointment.region_id, appointment.asked_by_id),
    )


def _evidence(appointment, *, user, on):
    """What the person is now, and how their rights have changed before, as far as one may know it."""
    rows = RightsChange.objects.visible_to(user).filter(person=appointment.person_id)
    earlier = [
        Earlier(localtime(row.at).date(), row.get_what_display(), f"{row.was} → {row.became}")
        for row in rows.order_by("-at", "-pk")[:EARLIER]
    ]
    return {"person": appointment.person, "earlier": earlier}


def _lock(appointment, *, now):
    """The service locks the person, then the appointment."""


def _approve(appointment, *, by, now, reason, answer):
    approve_appointment(appointment, by=by, now=now)


def _refuse(appointment, *, by, now, reason, answer):
    refuse_appointment(appointment, by=by, now=now, reason=reason)


KIND = Kind(
    code="appointment",
    label=gettext_lazy("Appointments"),
    name=Appointment._meta.verbose_name,
    icon="person-badge",
    place=45,
    announced=gettext_lazy("Appointments to approve"),
    roles=(Role.DIRECTOR, Role.ADMINISTRATOR),
    rows=Appointment.objects.waiting,
    since="asked_at",
    person="person",
    store="store",
    deciders=decided_as_second,
    decided=_decided,
    load=_load,
    row_template="accounts/staff/_appointment_waiting.html",
    page=lambda appointment: f"{reverse(addresses['inbox'])}?kind=appointment",
    about="person",
    rule=lambda appointment: gettext_lazy(
        "Rule: nobody makes a director, general manager or administrator alone; a second person approves."
    ),
    evidence=_evidence,
    evidence_template="accounts/staff/_appointment_evidence.html",
    choice_template="accounts/staff/_appointment_choose.html",
    shown=_shown,
    lock=_lock,
    approve=_approve,
    refuse=_refuse,
)
