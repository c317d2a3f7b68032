"""Absences asked for wait for who leads the person, never for the person (R4.7)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.access.queries import ASSESSING_ROLES
from foundation.decisions import APPROVE, EARLIER, Earlier, Kind
from foundation.display import short_day

from ..calendars.models import Absence, AbsenceState
from .queries import moves_of, moves_of_all
from .services.requesting import approve_absence, lock_to_decide, refuse_absence


def _waiting():
    return Absence.objects.filter(state=AbsenceState.REQUESTED)


def _decided(user):
    return Absence.objects.visible_to(user).exclude(decided_at=None)


def _load(keys):
    rows = Absence.objects.select_related("user__store", "decided_by", "by", "replaces")
    return rows.in_bulk(keys)


def _preview(absences, *, act, now):
    """Give each absence ``moving``, its plans with their new days, ``number`` and ``days`` of those."""
    found = {}
    if act == APPROVE:
        found = moves_of_all({a: a.user.store.business_date(now) for a in absences})
    for absence in absences:
        absence.moving = found.get(absence, [])
        absence.number = len(absence.moving)
        absence.days = sorted(move.to_on for move in absence.moving if move.to_on)


def _shown(absence, act):
    return (
        (absence.user_id, absence.kind, absence.from_on, absence.to_on, absence.plans),
        (absence.reason, absence.replaces and absence.replaces.to_on),
        [(move.activity.pk, move.from_on, move.to_on) for move in absence.moving],
    )


def _evidence(absence, *, user, on):
    """Which plans would move to which day, who else is away then, and the person's earlier absences."""
    rows = Absence.objects.filter(user=absence.user_id, from_on__lt=absence.from_on)
    earlier = [
        Earlier(
            row.from_on,
            f"{row.get_kind_display()} → {short_day(row.to_on)}",
            row.get_state_display(),
            row.decision_reason or row.reason,
        )
        for row in rows.order_by("-from_on", "-pk")[:EARLIER]
    ]
    others = Absence.objects.approved().filter(user__store=absence.user.store_id)
    others = others.overlapping(absence.from_on, absence.to_on).exclude(user=absence.user_id)
    return {
        "absence": absence,
        "moving": moves_of(absence, on=on),
        "others": others.select_related("user").order_by("from_on", "pk"),
        "earlier": earlier,
    }


def _rests_on(absences, *, now):
    """Who else is away then, but for those who are given leave in the same press."""
    first, last = min(a.from_on for a in absences), max(a.to_on for a in absences)
    stores = {absence.user.store_id for absence in absences}
    rows = Absence.objects.approved().filter(user__store__in=stores).exclude(decided_at=now)
    rows = rows.overlapping(first, last).order_by("from_on", "pk")
    names = ("user", "user__store", "kind", "from_on", "to_on")
    others = list(rows.values_list(*names))
    return {
        absence.pk: [
            (user, kind, start, end)
            for user, store, kind, start, end in others
            if store == absence.user.store_id
            and user != absence.user_id
            and start <= absence.to_on
            and end >= absence.from_on
        ]
        for absence in absences
    }


def _lock(absence, *, now):
    lock_to_decide(absence, on=absence.user.store.business_date(now))


def _approve(absence, *, by, now, reason, answer):
    on = absence.user.store.business_date(now)
    approve_absence(by=by, now=now, on=on, absence=absence)


def _refuse(absence, *, by, now, reason, answer):
    refuse_absence(by=by, now=now, absence=absence, reason=reason)


KIND = Kind(
    code="absence",
    is_light=True,
    label=gettext_lazy("Absences"),
    name=Absence._meta.verbose_name,
    icon="calendar-range",
    place=60,
    announced=gettext_lazy("Absences to decide"),
    roles=ASSESSING_ROLES,
    rows=_waiting,
    since="recorded_on",
    person="user",
    store="user__store",
    others=True,
    decided=_decided,
    load=_load,
    row_template="followups/absences/_waiting.html",
    page=lambda absence: reverse("followups:absence_detail", args=[absence.pk]),
    about="user",
    rule=lambda absence: gettext_lazy(
        "Rule: approved days off stop every deadline; their plans are pulled forward or postponed."
    ),
    evidence=_evidence,
    rests_on=_rests_on,
    evidence_template="followups/absences/_evidence.html",
    preview=_preview,
    choice_template="followups/absences/_choose.html",
    shown=_shown,
    lock=_lock,
    approve=_approve,
    refuse=_refuse,
)
