"""Which mail it is and what it becomes: a lead, or a row with the reason why it is none (R5.1, R5.2)."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.people.models import Store

from ...arrivals.models import Lead
from ...arrivals.queries import store_for
from ...arrivals.services.recording import Arrival, callable_phone, record_lead
from ..models import Mail, Mailbox, MailReason, MailState, Trouble
from ..queries import labels_of
from ..rules.asking import Asked, asked_in, no_lead
from ..rules.mails import ReadMail, Unreadable, read_mail
from .imap import Failed, Found


def read_into(row: Mail, found: Found) -> ReadMail | None:
    """Set on the row which mail it is; ``None`` where it cannot be read."""
    if found.raw is None:
        row.state, row.reason = MailState.SET_ASIDE, MailReason.TOO_LARGE
        return None
    try:
        mail = read_mail(found.raw)
    except Unreadable:
        row.state, row.reason = MailState.SET_ASIDE, MailReason.UNREADABLE
        row.key = row.key or _digest(found.raw)
        return None
    # By its Message-ID, and what it says: senders have been seen that give all their mails the same.
    told = "\0".join([mail.message_id, mail.sender[1], mail.subject, mail.text])
    row.key = _digest(told.encode() if mail.message_id else found.raw)
    row.sender, row.subject = mail.sender[1][:254], mail.subject[:200]
    return mail


def is_to_be_judged(mailbox: Mailbox, row: Mail) -> bool:
    """Whether the mail is not known under another place, or is to be read once more wherever it is.

    One that is known under a place that is no more has this one from now on.
    """
    other = mailbox.mails.filter(key=row.key).exclude(pk=row.pk).first() if row.key else None
    if other is None:
        return True
    if row.pk:
        row.delete()
    elif other.state == MailState.AGAIN:
        row.pk, row._state.adding = other.pk, False
        return True
    if other.uid_validity != row.uid_validity:
        other.uid_validity, other.uid = row.uid_validity, row.uid
        other.save(update_fields=["uid_validity", "uid"])
    return False


def judge(mailbox: Mailbox, row: Mail, mail: ReadMail, now: datetime) -> bool:
    """Set on the row what the mail is; whether a lead was recorded that was not there before."""
    asked = asked_in(mail, labels_of(mailbox))
    if reason := no_lead(mail, asked, _own(mailbox)):
        row.state, row.reason = MailState.IGNORED, reason
        return False
    _require_address(asked)
    if not asked.can_be_contacted:
        row.state, row.reason = MailState.SET_ASIDE, MailReason.NO_CONTACT
        return False
    row.lead, is_new = _record(mailbox, row, mail, asked, now)
    row.state = MailState.TAKEN
    return is_new


def _record(
    mailbox: Mailbox, row: Mail, mail: ReadMail, asked: Asked, now: datetime
) -> tuple[Lead, bool]:
    source, values = mailbox.source, asked.values
    store = _store(mailbox, values, now=now)
    sent_id = f"mail-{row.key[:24]}"
    # The same mail once more is the same lead, whatever it is read as by now.
    before = Lead.objects.filter(source=source, sent_id=sent_id).first()
    if before is not None:
        return before, False
    phone = values.get("phone", "")
    arrival = Arrival(
        channel=source.channel,
        received_at=min(row.came_at or now, now),
        name=values.get("name", ""),
        phone=callable_phone(phone) or phone,
        wechat=values.get("wechat", ""),
        email=values.get("email", ""),
        model=values.get("model", ""),
        budget=asked.budget,
        district=values.get("district", ""),
        event_name=values.get("event", ""),
        text=values.get("text", ""),
        sent_id=sent_id,
        payload={"from": mail.sender[1][:254], "subject": mail.subject[:200]},
    )
    return record_lead(by=None, now=now, store=store, arrival=arrival, source=source)


def _store(mailbox: Mailbox, values: Mapping[str, Any], *, now: datetime) -> Store:
    district, model = values.get("district", ""), values.get("model", "")
    store = store_for(mailbox.source, district, model, now=now)
    if store is None:
        raise Failed(Trouble.NO_STORE)
    return store


def _require_address(asked: Asked) -> None:
    """What is no e-mail address is none; the text has it still."""
    try:
        if address := asked.values.get("email"):
            validate_email(address)
    except ValidationError:
        asked.values["email"] = ""


def _own(mailbox: Mailbox) -> Iterable[str]:
    return (settings.DEFAULT_FROM_EMAIL, mailbox.user_name)


def _digest(told: bytes) -> str:
    return hashlib.sha256(told).hexdigest()[:40]
