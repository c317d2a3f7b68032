"""Hiring, changing and leaving; every change is kept with who and when (R1.4)."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.history import save_as

from ..people.models import User
from .queries import customers_of


@transaction.atomic
def save_staff(person: User, *, by: User, now: datetime) -> User:
    """Save a new or a changed person; raises ``ValidationError`` where work would be orphaned.

    Whoever owns customers stays an active consultant of their store until they are handed over
    (R4.8), and whoever leads a team stays its manager until it has another.
    """
    if person.pk:
        before = User.objects.select_for_update().get(pk=person.pk)
        check_nothing_is_orphaned(before, person)
    else:
        person.set_unusable_password()
    save_as(person, by=by, now=now)
    return person


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


def set_password(person: User, password: str, *, by: User, now: datetime) -> None:
    """A new password, which also ends the person's sessions everywhere."""
    person.set_password(password)
    save_as(person, by=by, now=now)


@transaction.atomic
def allow_personal_exports(person: User, *, by: User, now: datetime, allowed: bool) -> User:
    """Whether the person's exports hold phone numbers in full (R1.3); nobody gives it to oneself."""
    if person.pk == by.pk:
        raise PermissionDenied
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.may_export_personal_data != allowed:
        person.may_export_personal_data = allowed
        save_as(person, by=by, now=now)
    return person
