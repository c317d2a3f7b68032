"""Hiring, changing and leaving; every change is kept with who and when (R1.4), power takes two (R1.1)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.decisions import DecisionError
from foundation.history import save_as

from ..log_in.queries import name_of
from ..log_in.services.factors import remove_factors, remove_links
from ..log_in.services.resets import key_of
from ..log_in.services.sessions import end_sessions
from ..notices.services import News, tell
from ..people.models import Messenger, User
from .models import Appointment, AppointmentState, RightsChange, What
from .notices import THE_SYSTEM, WHAT, kind_for, word
from .queries import customers_of, heads_of_regions, held_by, second_persons
from .rules import LEADERS, Place, gives_power

YES_NO = {True: "yes", False: "no"}
OPEN = {True: "open", False: "closed"}


@transaction.atomic
def save_staff(person: User, *, by: User, now: datetime) -> Appointment | None:
    """Save a new or a changed person; raises ``ValidationError`` where work would be orphaned.

    Whoever owns customers stays an active consultant of their store until they are handed over
    (R4.8), and whoever leads a team stays its manager until it has another. Who gets power by this gets
    it from a second person: returns the appointment that waits for one, where there is any.
    """
    before = User.objects.select_for_update().get(pk=person.pk) if person.pk else None
    if before:
        check_nothing_is_orphaned(before, person)
    else:
        person.set_unusable_password()
    wanted = place_of(person)
    has_waited = before and Appointment.objects.waiting().filter(person=before).exists()
    if has_waited and gives_power(place_of(before), wanted):
        raise ValidationError(_("An appointment of this person waits for a decision already."))
    waits = gives_power(before and place_of(before), wanted) and second_persons(
        store=person.store, region=person.region, aside={by.pk, person.pk or 0}
    )
    asked = (person.role, person.store, person.region)
    if waits:
        _hold_back(person, before)
    save_as(person, by=by, now=now)
    note_rights(person, before=before, by=by, now=now)
    if not waits:
        return None
    role, store, region = asked
    appointment = Appointment.objects.create(
        person=person, role=role, store=store, region=region, asked_by=by, asked_at=now
    )
    _note(person, What.APPOINTMENT, role, "waiting", by=by, now=now)
    return appointment


def _hold_back(person: User, before: User | None) -> None:
    """What gives power is as it was."""
    if before is None:
        person.is_active = False
        return
    person.role, person.is_active, person.manager = before.role, before.is_active, before.manager
    person.store, person.region = before.store, before.region


def place_of(person: User) -> Place:
    return Place(person.role, person.store_id, person.region_id, person.is_active)


@transaction.atomic
def approve_appointment(appointment: Appointment, *, by: User, now: datetime) -> None:
    """Let the person be what was asked for."""
    appointment, person = _locked(appointment, by=by)
    before = User.objects.get(pk=person.pk)
    person.role, person.store, person.region = (
        appointment.role,
        appointment.store,
        appointment.region,
    )
    person.manager, person.is_active = None, True
    check_nothing_is_orphaned(before, person)
    save_as(person, by=by, now=now)
    note_rights(person, before=before, by=by, now=now)
    _decide(appointment, AppointmentState.APPROVED, by=by, now=now)


@transaction.atomic
def refuse_appointment(appointment: Appointment, *, by: User, now: datetime, reason: str) -> None:
    """The person stays what they were."""
    appointment, person = _locked(appointment, by=by)
    _decide(appointment, AppointmentState.REFUSED, by=by, now=now, reason=reason)


def _locked(appointment: Appointment, *, by: User) -> tuple[Appointment, User]:
    person = User.objects.select_for_update().get(pk=appointment.person_id)
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("store", "region")
    appointment = rows.get(pk=appointment.pk)
    if appointment.state != AppointmentState.WAITING:
        raise DecisionError(_("It has been decided already."))
    if not Appointment.objects.decidable_by(by).filter(pk=appointment.pk).exists():
        raise PermissionDenied
    return appointment, person


def _decide(
    appointment: Appointment, state: str, *, by: User, now: datetime, reason: str = ""
) -> None:
    appointment.state, appointment.reason = state, reason
    appointment.decided_by, appointment.decided_at = by, now
    appointment.save()
    _note(appointment.person, What.APPOINTMENT, appointment.role, state, by=by, now=now)


def check_nothing_is_orphaned(before: User, after: User) -> None:
    """Raise ``ValidationError`` by field where customers or a team would lose their person."""
    field = _step_down(before, after)
    if not field:
        return
    if customers := customers_of(before):
        raise ValidationError(
            {
                field: _("Hand over the customers first: %(name)s still has %(count)d.")
                % {"name": before, "count": customers}
            },
            code="customers",
        )
    stays = field == "role" and before.store_id == after.store_id
    if not stays and (held := held_by(before)):
        raise ValidationError(
            {
                field: _(
                    "Hand over target customers and tasks first: %(name)s still has %(count)d."
                )
                % {"name": before, "count": held}
            },
            code="held",
        )
    if team := before.team.filter(is_active=True).count():
        raise ValidationError(
            {
                field: _("Give the team another manager first: %(name)s still leads %(count)d.")
                % {"name": before, "count": team}
            },
            code="team",
        )


def _step_down(before: User, after: User) -> str | None:
    """The field by which the person gives up what they have now, or ``None``."""
    if before.is_active and not after.is_active:
        return "is_active"
    if before.role != after.role:
        return "role"
    if before.store_id != after.store_id:
        return "store"
    return None


@transaction.atomic
def reset_password(person: User, *, by: User, now: datetime) -> str:
    """The key of a link by which the person chooses a new password: good for a day, and once.

    The present password no longer holds, nor do earlier links or accounts elsewhere, and all sessions end.
    Nobody does so to themselves: raises ``PermissionDenied``.
    """
    if person.pk == by.pk:
        raise PermissionDenied
    person = User.objects.select_for_update().get(pk=person.pk)
    person.set_unusable_password()
    save_as(person, by=by, now=now)
    end_sessions([person])
    _note(person, What.PASSWORD, "", "", by=by, now=now)
    _unlink_all(person, by=by, now=now)
    return key_of(person)


@transaction.atomic
def reset_factors(person: User, *, by: User, now: datetime) -> bool:
    """Take away the second factors of somebody who lost theirs, and their accounts elsewhere; whether there
    were any.

    They are told of it, and all their sessions end. Of one's own: raises ``PermissionDenied``.
    """
    if person.pk == by.pk:
        raise PermissionDenied
    had_factors = remove_factors(person)
    had_links = _unlink_all(person, by=by, now=now)
    if had_factors:
        _note(person, What.FACTOR, "yes", "no", by=by, now=now)
    if had_factors or had_links:
        end_sessions([person])
    return had_factors or had_links


def _unlink_all(person: User, *, by: User, now: datetime) -> bool:
    ways = remove_links(person)
    for way in ways:
        note_way(person, way, is_linked=False, by=by, now=now)
    return bool(ways)


def note_way(person: User, way: str, *, is_linked: bool, by: User, now: datetime) -> RightsChange:
    """Keep that an account elsewhere lets the person in from now on, or no longer does."""
    name = way if way in dict(Messenger.choices) else name_of(way)
    change = _change(person, What.WAY, *(("", name) if is_linked else (name, "")), by=by, now=now)
    return keep_changes([change], by=by, now=now)[0]


@transaction.atomic
def allow_personal_exports(person: User, *, by: User, now: datetime, allowed: bool) -> User:
    """Whether the person's exports hold phone numbers in full (R1.3); nobody gives it to oneself."""
    if person.pk == by.pk:
        raise PermissionDenied
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.may_export_personal_data != allowed:
        before = User.objects.get(pk=person.pk)
        person.may_export_personal_data = allowed
        save_as(person, by=by, now=now)
        note_rights(person, before=before, by=by, now=now)
    return person


def note_rights(
    person: User, *, before: User | None, by: User | None, now: datetime, password: bool = False
) -> None:
    """Keep what changed of a person's rights, and tell them; of a leader's, their region as well."""
    keep_changes(rights_changes(person, before, by, now, password), by=by, now=now)
    if before and before.is_active and not person.is_active:
        end_sessions([person])


def rights_changes(
    person: User, before: User | None, by: User | None, now: datetime, password: bool = False
) -> list[RightsChange]:
    """The unsaved rows of what differs between ``before`` and ``person``."""
    if before is None:
        rows: Iterable[tuple[str, str, str]] = [(What.ENTERED, "", person.role)]
    else:
        pairs = [
            (What.ROLE, before.role, person.role),
            (What.PLACE, _place(before), _place(person)),
            (What.MANAGER, str(before.manager or ""), str(person.manager or "")),
            (What.ACCOUNT, OPEN[before.is_active], OPEN[person.is_active]),
            (
                What.EXPORTS,
                YES_NO[before.may_export_personal_data],
                YES_NO[person.may_export_personal_data],
            ),
        ]
        rows = [row for row in pairs if row[1] != row[2]]
        rows += [(What.PASSWORD, "", "")] if password else []
    return [_change(person, *row, by=by, now=now) for row in rows]


def _place(person: User) -> str:
    return str(person.store or person.region or "")


def _change(
    person: User, what: str, before: str, after: str, *, by: User | None, now: datetime
) -> RightsChange:
    return RightsChange(
        person=person,
        by=by,
        at=now,
        what=what,
        before=before[:120],
        after=after[:120],
        store=person.store,
        region=person.region,
    )


def _note(
    person: User, what: str, before: str, after: str, *, by: User | None, now: datetime
) -> None:
    keep_changes([_change(person, what, before, after, by=by, now=now)], by=by, now=now)


def keep_changes(
    changes: list[RightsChange], *, by: User | None, now: datetime
) -> list[RightsChange]:
    """Keep unsaved changes that ``by`` made, and tell whom they concern."""
    kept = RightsChange.objects.bulk_create(changes, batch_size=1000)
    tell(*_news(kept), now=now, by=by)
    return kept


def _news(changes: list[RightsChange]) -> Iterator[News]:
    """For the person, and of a leader for who heads their region."""
    heads = heads_of_regions({_region_of(change) for change in changes} - {None})
    for change in changes:
        if _goes_without_saying(change):
            continue
        told = {change.person_id}
        if change.person.role in LEADERS or change.before in LEADERS:
            told |= heads[_region_of(change)]
        values = {
            "by": str(change.by) if change.by else THE_SYSTEM,
            "name": str(change.person),
            "what": WHAT[What(change.what)],
            "before": word(change.before),
            "after": word(change.after),
        }
        for key in sorted(told):
            if kind := kind_for(change.what, is_own=key == change.person_id):
                yield News(kind, key, change.pk, values)


def _goes_without_saying(change: RightsChange) -> bool:
    """A dealership that moves in by the console; an approval, as what it gave is told by itself."""
    if change.what == What.ENTERED:
        return change.by_id is None
    return change.what == What.APPOINTMENT and change.after == AppointmentState.APPROVED


def _region_of(change: RightsChange) -> int | None:
    return change.store.region_id if change.store else change.region_id
