"""What came to a mailbox becomes leads, each mail once, whatever breaks off on the way (R5.1, R5.2)."""

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F, Q

from accounts.log_in.services.sealing import unseal
from accounts.notices.services import News, settle, tell
from accounts.people.models import Store

from ...arrivals.models import Lead
from ...arrivals.queries import store_for
from ...arrivals.services.recording import Arrival, callable_phone, record_lead
from ...sources.queries import keepers_of
from ..models import Mail, Mailbox, MailReason, MailState, Trouble
from ..notices import FAILS
from ..queries import labels_of
from ..rules.asking import Asked, asked_in, no_lead
from ..rules.mails import ReadMail, Unreadable, read_mail
from .imap import Failed, Found, Visit, visit

log = logging.getLogger(__name__)

# So many mails in one visit; the rest waits for the next.
AT_ONCE = 200
EVERY = timedelta(minutes=2)
# After the first failure 2 minutes, and so on; the last holds from then on.
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (2, 5, 10, 30, 60))
TOLD_AT = 3
LEASE = timedelta(minutes=10)


def poll(mailbox: Mailbox, *, clock: Callable[[], datetime]) -> list[int]:
    """Take in what came since the last visit; returns the numbers of the new leads.

    One worker of all visits a mailbox at a time. What fails is kept with the mailbox and tried again.
    """
    if not _claim(mailbox, clock()):
        return []
    mailbox.refresh_from_db()
    taken: list[int] = []
    trouble = ""
    try:
        with visit(**_way_to(mailbox)) as opened:
            _start_anew(mailbox, opened.uid_validity)
            _read_again(mailbox, opened, taken, clock)
            for uid in opened.uids(after=mailbox.last_uid, since=mailbox.since)[:AT_ONCE]:
                _take(mailbox, opened, uid, taken, clock)
                mailbox.last_uid = uid
                Mailbox.objects.filter(pk=mailbox.pk).update(last_uid=uid)
    except Failed as failed:
        trouble = failed.trouble
    except Exception:
        log.exception("mailbox %s: unforeseen", mailbox.pk)
        trouble = Trouble.BROKEN
    finally:
        _settle(mailbox, trouble, len(taken), clock())
    return taken


def _claim(mailbox: Mailbox, now: datetime) -> bool:
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - LEASE)
    rows = Mailbox.objects.filter(free, pk=mailbox.pk, is_paused=False, source__revoked_at=None)
    return bool(rows.update(claimed_at=now))


def _way_to(mailbox: Mailbox) -> dict[str, Any]:
    try:
        password = unseal(mailbox.password)
    except InvalidToken as error:
        raise Failed(Trouble.SEALED) from error
    names = ("host", "port", "security", "user_name", "folder")
    return {name: getattr(mailbox, name) for name in names} | {"password": password}


def _start_anew(mailbox: Mailbox, uid_validity: int) -> None:
    """Where the server counts anew all are looked at once more; what was taken is known by what it is."""
    if uid_validity != mailbox.uid_validity:
        mailbox.uid_validity, mailbox.last_uid = uid_validity, 0
        Mailbox.objects.filter(pk=mailbox.pk).update(uid_validity=uid_validity, last_uid=0)


def _read_again(
    mailbox: Mailbox, opened: Visit, taken: list[int], clock: Callable[[], datetime]
) -> None:
    """What somebody wants to have read once more, after they mended the names of fields."""
    for mail in mailbox.mails.filter(state=MailState.AGAIN).order_by("pk")[:AT_ONCE]:
        if mail.uid_validity != opened.uid_validity:
            Mail.objects.filter(pk=mail.pk).update(
                state=MailState.SET_ASIDE, reason=MailReason.GONE
            )
        else:
            _take(mailbox, opened, mail.uid, taken, clock)


def _take(
    mailbox: Mailbox, opened: Visit, uid: int, taken: list[int], clock: Callable[[], datetime]
) -> None:
    """Judge one mail and write what became of it, with its lead, in one transaction."""
    place = {"uid_validity": opened.uid_validity, "uid": uid}
    if mailbox.mails.filter(**place).exclude(state=MailState.AGAIN).exists():
        return
    found = opened.fetch(uid)
    now = clock()
    if found is None:
        mailbox.mails.filter(**place).update(state=MailState.SET_ASIDE, reason=MailReason.GONE)
        return
    row = mailbox.mails.filter(**place).first() or Mail(mailbox=mailbox, **place)
    row.read_at, row.came_at, row.reason, row.lead = now, found.came_at, "", None
    try:
        with transaction.atomic():
            is_new = _judge(mailbox, row, found, now)
            row.save()
    except IntegrityError:
        # Here under another place as well, or taken by another worker at this moment.
        return
    except (OperationalError, Failed):
        raise
    except Exception:
        # One that nothing can be made of keeps no other waiting, and is not lost.
        log.exception("mailbox %s: mail %s", mailbox.pk, uid)
        row.state, row.reason, row.lead, is_new = (
            MailState.SET_ASIDE,
            MailReason.UNREADABLE,
            None,
            False,
        )
        row.sender, row.subject, row.key = "", "", ""
        row.save()
    if is_new and row.lead_id:
        taken.append(row.lead_id)


def _judge(mailbox: Mailbox, row: Mail, found: Found, now: datetime) -> bool:
    """Set on the row what the mail is; whether a lead was recorded that was not there before."""
    if found.raw is None:
        row.state, row.reason = MailState.SET_ASIDE, MailReason.TOO_LARGE
        return False
    try:
        mail = read_mail(found.raw)
    except Unreadable:
        row.state, row.reason = MailState.SET_ASIDE, MailReason.UNREADABLE
        row.key = row.key or _digest(found.raw)
        return False
    # By its Message-ID, and what it says: senders have been seen that give all their mails the same.
    told = "\0".join([mail.message_id, mail.sender[1], mail.subject, mail.text])
    row.key = _digest(told.encode() if mail.message_id else found.raw)
    row.sender, row.subject = mail.sender[1][:254], mail.subject[:200]
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


def _settle(mailbox: Mailbox, trouble: str, taken: int, now: datetime) -> None:
    """Keep how the visit went; of the third failure in a row whoever keeps the source is told."""
    mine = Mailbox.objects.filter(pk=mailbox.pk)
    if not trouble:
        mine.update(
            claimed_at=None,
            polled_at=now,
            error="",
            failures=0,
            failing_since=None,
            next_poll_at=now + EVERY,
            taken=F("taken") + taken,
        )
        if mailbox.failures:
            settle(FAILS, keys=[mailbox.source_id], now=now)
        return
    failures = mailbox.failures + 1
    since = mailbox.failing_since or now
    mine.update(
        claimed_at=None,
        error=trouble,
        failures=failures,
        failing_since=since,
        next_poll_at=now + BACK_OFF[min(failures, len(BACK_OFF)) - 1],
        taken=F("taken") + taken,
    )
    if failures == TOLD_AT:
        values = {"source": str(mailbox.source), "number": failures}
        mark, people = f"{since:%y%m%d%H%M%S}", keepers_of(mailbox.source)
        tell(*(News(FAILS, pk, mailbox.source_id, values, mark=mark) for pk in people), now=now)
