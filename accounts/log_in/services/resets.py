"""A lost password: a link that is good for a day and once, by mail or from the administrator."""

import logging
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.utils.http import base36_to_int, int_to_base36
from django.utils.translation import gettext as _
from django.utils.translation import override

from foundation.history import save_as

from ...people.models import User
from .sessions import end_sessions

# So many people may share an address.
MOST_MAILS = 5

log = logging.getLogger(__name__)


def key_of(person: User) -> str:
    """What a link to a new password holds; a new password or e-mail address makes it worthless."""
    return f"{int_to_base36(person.pk)}.{default_token_generator.make_token(person)}"


def person_of(key: str) -> User | None:
    """Whose link it is, if it is still good."""
    number, _dot, token = key.partition(".")
    try:
        person = User.objects.filter(pk=base36_to_int(number), is_active=True).first()
    except (ValueError, OverflowError):
        return None
    return person if person and default_token_generator.check_token(person, token) else None


def use_key(key: str, password: str, *, now: datetime) -> bool:
    """Set the new password and end all sessions; whether the link was still good.

    The password is hashed before the transaction.
    """
    hashed = make_password(password)
    with transaction.atomic():
        found = person_of(key)
        person = found and User.objects.select_for_update().get(pk=found.pk)
        if person is None or not default_token_generator.check_token(person, key.partition(".")[2]):
            return False
        person.password = hashed
        save_as(person, by=person, now=now)
        end_sessions([person])
    return True


def send_links(name: str, *, root: str) -> int:
    """Mail a link to whoever has this user name or address; returns how many mails went out.

    ``root``: the address of the site. Nobody learns from the answer whether there is such a person.
    """
    known = Q(username=User.normalize_username(name)) | Q(email__iexact=name)
    people = User.objects.filter(known, is_active=True).exclude(email="").order_by("pk")
    sent = 0
    for person in people[:MOST_MAILS]:
        try:
            _mail(person, f"{root}/reset/{key_of(person)}/")
            sent += 1
        except (OSError, SMTPException):
            log.exception("the mail about a lost password was not sent")
    return sent


def _mail(person: User, link: str) -> None:
    with override(person.language or settings.LANGUAGE_CODE):
        text = _(
            "Somebody asked for a new password for %(name)s (%(username)s).\n\n"
            "Choose it here; the link is good for 24 hours, and once:\n%(link)s\n\n"
            "If it was not you, leave this mail alone: your password stays as it is."
        )
        values = {"name": person, "username": person.username, "link": link}
        send_mail(_("A new password"), text % values, None, [person.email])
