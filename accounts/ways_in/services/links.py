"""Whose an account elsewhere is: linked by the person, who had come in by another way."""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ...log_in.queries import name_of
from ...notices.services import News, tell
from ...people.models import User
from ...people.services import lock_people
from ...staff.notices import word
from ...staff.services import note_way
from ..notices import LINKED, UNLINKED
from ..rules import Identity


class NotLinked(Exception):
    """In plain words why not."""


def person_of(identity: Identity, *, now: datetime) -> User | None:
    """Who comes in by it: an active person who is linked, or the only one who has the verified address."""
    known = SocialAccount.objects.filter(provider=identity.way, uid=identity.uid)
    if link := known.select_related("user").first():
        return link.user if link.user.is_active else None
    if not (identity.email and settings.OIDC_MATCH_EMAIL):
        return None
    people = list(User.objects.filter(email__iexact=identity.email, is_active=True)[:2])
    if len(people) != 1:
        return None
    try:
        link_account(people[0], identity, now=now)
    except NotLinked:
        return None
    return people[0]


@transaction.atomic
def link_account(person: User, identity: Identity, *, now: datetime) -> bool:
    """Let the person in by it from now on; whether that is new. Raises ``NotLinked``."""
    lock_people([person.pk])
    mine = SocialAccount.objects.filter(user=person, provider=identity.way).first()
    if mine:
        if mine.uid == identity.uid:
            return False
        raise NotLinked(
            _("Another account of %(way)s is linked to you. Remove it first.") % _way(identity.way)
        )
    try:
        with transaction.atomic():
            SocialAccount.objects.create(user=person, provider=identity.way, uid=identity.uid)
    except IntegrityError as error:
        text = _("This account of %(way)s is linked to somebody else. Ask your administrator.")
        raise NotLinked(text % _way(identity.way)) from error
    change = note_way(person, identity.way, is_linked=True, by=person, now=now)
    tell(News(LINKED, person.pk, change.pk, {"way": word(change.after)}), now=now)
    return True


@transaction.atomic
def unlink_account(person: User, pk: int, *, now: datetime) -> str:
    """It no longer lets the person in; returns its name, nothing where it was gone already."""
    lock_people([person.pk])
    link = SocialAccount.objects.filter(user=person, pk=pk).first()
    if link is None:
        return ""
    link.delete()
    change = note_way(person, link.provider, is_linked=False, by=person, now=now)
    tell(News(UNLINKED, person.pk, change.pk, {"way": word(change.before)}), now=now)
    return name_of(link.provider)


def _way(way: str) -> dict[str, str]:
    return {"way": name_of(way)}
