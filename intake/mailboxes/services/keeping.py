"""Setting up the mailbox of a source (R5.1)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.log_in.services.sealing import seal
from accounts.people.models import User
from foundation.history import save_as

from ...sources.models import LeadSource
from ..models import Mail, Mailbox, MailState

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

    At another server, user or folder places are counted anew, and from an earlier day on all are looked at
    once more. Raises ``ValidationError`` by field.
    """
    LeadSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
    mailbox = Mailbox.objects.filter(source=source).first() or Mailbox(source=source)
    before, door, day = _place(mailbox), door_of(mailbox), mailbox.since
    for name in SET:
        if name in told:
            setattr(mailbox, name, told[name])
    mailbox.since, mailbox.labels = since, dict(labels or {})
    if password:
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
