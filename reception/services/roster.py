"""Who is on duty in which order, and who is passed over for a while (R5.2)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.people.models import Store, User
from foundation.reason_codes import tidy

from ..models import Roster, RosterPlace, Skip
from ..queries import consultants_of


def lock_line(store: Store) -> Store:
    """Let one registration after another ask who is next."""
    return Store.objects.select_for_update(no_key=True).get(pk=store.pk)


@transaction.atomic
def save_roster(
    *, by: User, now: datetime, on: date, store: Store, day: date, people: Sequence[User]
) -> Roster:
    """The roster of ``day``, today or later, in the order of ``people``; replaces the one before."""
    if day < on:
        raise ValidationError(_("The roster of a day that is past stays as it was."))
    if not people:
        raise ValidationError(_("Choose at least one person."))
    lock_line(store)
    roster, _created = Roster.objects.update_or_create(
        store=store, on=day, defaults={"made_by": by, "made_at": now}
    )
    roster.places.all().delete()
    RosterPlace.objects.bulk_create(
        RosterPlace(roster=roster, consultant=person, position=number)
        for number, person in enumerate(people, start=1)
    )
    return roster


def pass_over(
    *, by: User, now: datetime, on: date, store: Store, consultant: User, reason: str
) -> Skip:
    """Leave the person out until they are back; they keep their place in the line. The reason is kept."""
    reason = tidy(reason)
    if not reason:
        raise ValidationError({"reason": _("Say why.")})
    if not consultants_of(store).filter(pk=consultant.pk).exists():
        raise ValidationError({"consultant": _("Choose a consultant of the store.")})
    try:
        with transaction.atomic():
            return Skip.objects.create(
                store=store,
                consultant=consultant,
                on=on,
                reason=reason,
                began_at=now,
                by=by,
            )
    except IntegrityError:
        raise ValidationError(_("This person is passed over already.")) from None


def take_back(*, by: User, now: datetime, skip: Skip) -> None:
    """The person is back: from now on they have their turns again. Done twice it is done once."""
    Skip.objects.filter(pk=skip.pk, ended_at=None).update(ended_at=now, ended_by=by)
