"""Setting up the mailbox of a source (R5.1)."""

import logging
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.log_in.services.sealing import seal
from accounts.people.models import User
from foundation.history import save_as

from ...sources.models import LeadSource
from ..models import Mail, Mailbox, MailState, Trouble
from ..queries import given_mailboxes, given_of
from ..rules.given import Given
from .failing import note_failure

log = logging.getLogger(__name__)

SET = ("host", "port", "security", "user_name", "folder", "since", "is_paused")


@transaction.atomic
def save_mailbox(
    source: LeadSource,
    *,
    by: User | None,
    now: datetime,
    password: str = "",
    labels: Mapping[str, str] | None = None,
    since: date,
    **told: Any,
) -> Mailbox:
    """Set up or change the mailbox; without a ``password`` the present one stays, where it was told.

    What the environment gives for the source holds, whatever is told; its password is not kept.
    At another server, user or folder places are counted anew, and from an earlier day on all are looked at
    once more. Raises ``ValidationError`` by field.
    """
    LeadSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
    mailbox = Mailbox.objects.filter(source=source).first() or Mailbox(source=source)
    before, door, day = _place(mailbox), door_of(mailbox), mailbox.since
    given = given_of(source.pk)
    if given:
        told |= asdict(given)
    for name in SET:
        if name in told:
            setattr(mailbox, name, told[name])
    mailbox.since, mailbox.labels = since, dict(labels or {})
    if given:
        mailbox.password = ""
    elif password:
        mailbox.password = seal(password)
    elif door_of(mailbox) != door:
        # Nobody draws out what they do not know by sending it to a server of theirs.
        raise ValidationError({"password": _("Enter the password.")})
    if _place(mailbox) != before:
        mailbox.uid_validity, mailbox.last_uid = 0, 0
        _leave_places(mailbox)
    elif day and since < day:
        mailbox.last_uid = 0
    mailbox.error, mailbox.failures, mailbox.failing_since = "", 0, None
    mailbox.next_poll_at = None
    mailbox.full_clean(exclude=["password"])
    save_as(mailbox, by=by, now=now)
    return mailbox


def follow_environment(*, now: datetime) -> None:
    """Set up, or change, the mailboxes that the environment gives; what is as given already is left alone.

    One that fails keeps none of the others: it is kept with the mailbox, and tried again as visits are.
    """
    given = given_mailboxes()
    told_no_more = Mailbox.objects.filter(error=Trouble.GIVEN).exclude(source__in=given)
    told_no_more.update(error="", failures=0, failing_since=None, next_poll_at=None)
    sources = LeadSource.objects.filter(pk__in=given, revoked_at=None)
    for source in sources.select_related("mailbox", "store").order_by("pk"):
        try:
            _follow(source, given[source.pk], now)
        except Exception as error:
            # Not what it says: it may hold a password.
            log.error("mailbox of source %s as given: %s", source.pk, type(error).__name__)
            _cannot_follow(source, now)


def _follow(source: LeadSource, given: Given, now: datetime) -> None:
    mailbox = getattr(source, "mailbox", None)
    told = asdict(given)
    del told["password"]
    if mailbox:
        failed = mailbox.error == Trouble.GIVEN
        if failed and mailbox.next_poll_at and mailbox.next_poll_at > now:
            return
        is_as_told = not mailbox.password and all(getattr(mailbox, n) == told[n] for n in told)
        if is_as_told and not failed:
            return
    since = mailbox.since if mailbox else localtime(now).date()
    labels = mailbox.labels if mailbox else {}
    save_mailbox(source, by=None, now=now, since=since, labels=labels, **told)


def _cannot_follow(source: LeadSource, now: datetime) -> None:
    """Keep it with the mailbox; with one that has no place yet where there is none."""
    try:
        with transaction.atomic():
            start = {"since": localtime(now).date()}
            mailbox, _new = Mailbox.objects.get_or_create(source=source, defaults=start)
            note_failure(mailbox, Trouble.GIVEN, now=now)
    except DatabaseError:
        log.exception("mailbox of source %s", source.pk)


def read_soon(mailbox: Mailbox) -> None:
    """The next round visits it, whenever it was to be visited."""
    Mailbox.objects.filter(pk=mailbox.pk).update(next_poll_at=None)


@transaction.atomic
def read_mail_again(mail: Mail) -> None:
    """Judge a mail that became no lead once more, at the next visit; one that did stays as it is."""
    rows = Mail.objects.filter(pk=mail.pk, state__in=[MailState.SET_ASIDE, MailState.IGNORED])
    if rows.update(state=MailState.AGAIN):
        read_soon(mail.mailbox)


def door_of(mailbox: Mailbox) -> tuple[str, int, str, str]:
    """Where the password is told, and whose it is."""
    return mailbox.host, mailbox.port, mailbox.security, mailbox.user_name


def _leave_places(mailbox: Mailbox) -> None:
    """No mail elsewhere has the place of one that was read here; it is known by what it is."""
    if mailbox.pk:
        mailbox.mails.filter(uid_validity__gte=0).update(uid_validity=F("pk") * -1)


def _place(mailbox: Mailbox) -> tuple[str, str, str]:
    return mailbox.host, mailbox.user_name, mailbox.folder
