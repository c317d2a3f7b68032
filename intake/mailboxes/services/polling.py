"""What came to a mailbox becomes leads, each mail once, whatever breaks off on the way (R5.1, R5.2)."""

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from cryptography.fernet import InvalidToken
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F, Q

from accounts.log_in.services.sealing import unseal
from accounts.notices.services import settle

from ..models import Mail, Mailbox, MailReason, MailState, Trouble
from ..notices import FAILS
from ..queries import given_of
from .failing import note_failure
from .imap import Failed, Visit, visit
from .judging import is_to_be_judged, judge, read_into

log = logging.getLogger(__name__)

# So many mails in one visit; the rest waits for the next.
AT_ONCE = 200
EVERY = timedelta(minutes=2)
LEASE = timedelta(minutes=10)
# Seconds after which the rest waits for the next visit; well before a visit is cut off.
LONG_ENOUGH = 90
# So often a visit may break off at the same mail.
MOST_BREAKS = 3


@dataclass
class _Run:
    """One visit: the new leads, until when it goes on, and the mail that is being read, 0 between two."""

    clock: Callable[[], datetime]
    until: float
    taken: list[int] = field(default_factory=list)
    at: int = 0

    @property
    def is_over(self) -> bool:
        return monotonic() > self.until


def poll(mailbox: Mailbox, *, clock: Callable[[], datetime]) -> list[int]:
    """Take in what came since the last visit; returns the numbers of the new leads.

    One worker of all visits a mailbox at a time. What fails is kept with the mailbox and tried again.
    """
    if not _claim(mailbox, clock()):
        return []
    mailbox.refresh_from_db()
    run = _Run(clock, monotonic() + LONG_ENOUGH)
    trouble = ""
    try:
        with visit(**_way_to(mailbox)) as opened:
            _start_anew(mailbox, opened.uid_validity)
            _read_again(mailbox, opened, run)
            if _read_on(mailbox, opened, run):
                _give_up_elsewhere(mailbox)
    except Failed as failed:
        trouble = failed.trouble
    except OperationalError:
        log.exception("mailbox %s: the database", mailbox.pk)
        trouble, run.at = Trouble.BROKEN, 0
    except Exception:
        log.exception("mailbox %s: unforeseen", mailbox.pk)
        trouble = Trouble.BROKEN
    finally:
        if trouble == Trouble.BROKEN and run.at:
            _broke(mailbox, run.at, clock())
        _settle(mailbox, trouble, len(run.taken), clock())
    return run.taken


def _claim(mailbox: Mailbox, now: datetime) -> bool:
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - LEASE)
    rows = Mailbox.objects.filter(free, pk=mailbox.pk, is_paused=False, source__revoked_at=None)
    return bool(rows.update(claimed_at=now))


def _way_to(mailbox: Mailbox) -> dict[str, Any]:
    if given := given_of(mailbox.source_id):
        return asdict(given)
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


def _read_again(mailbox: Mailbox, opened: Visit, run: _Run) -> None:
    """What somebody wants to have read once more, after they mended the names of fields."""
    here = mailbox.mails.filter(state=MailState.AGAIN, uid_validity=opened.uid_validity)
    for mail in here.order_by("pk")[:AT_ONCE]:
        if run.is_over:
            return
        _take(mailbox, opened, mail.uid, run)


def _read_on(mailbox: Mailbox, opened: Visit, run: _Run) -> bool:
    """Read what came after the last; whether that was all."""
    uids = opened.uids(after=mailbox.last_uid, since=mailbox.since)
    for number, uid in enumerate(uids):
        if number >= AT_ONCE or (number and run.is_over):
            return False
        _take(mailbox, opened, uid, run)
        mailbox.last_uid = uid
        Mailbox.objects.filter(pk=mailbox.pk).update(last_uid=uid)
    return True


def _give_up_elsewhere(mailbox: Mailbox) -> None:
    """What is to be read once more and was found nowhere in the present folder is gone."""
    lost = mailbox.mails.filter(state=MailState.AGAIN).exclude(uid_validity=mailbox.uid_validity)
    lost.update(state=MailState.SET_ASIDE, reason=MailReason.GONE)


def _broke(mailbox: Mailbox, uid: int, now: datetime) -> None:
    """A mail at which visits break off time and again is set aside, so that it keeps no other waiting."""
    times = mailbox.broke_times + 1 if mailbox.broke_at == uid else 1
    told = {"broke_at": uid, "broke_times": times}
    if times >= MOST_BREAKS:
        mailbox.mails.update_or_create(
            uid_validity=mailbox.uid_validity,
            uid=uid,
            defaults={
                "state": MailState.SET_ASIDE,
                "reason": MailReason.UNREADABLE,
                "read_at": now,
            },
        )
        told = {"broke_at": 0, "broke_times": 0, "last_uid": max(mailbox.last_uid, uid)}
    Mailbox.objects.filter(pk=mailbox.pk).update(**told)


def _take(mailbox: Mailbox, opened: Visit, uid: int, run: _Run) -> None:
    """Judge one mail; ``run`` knows which, should the visit break off at it."""
    run.at = uid
    if number := _lead_of(mailbox, opened, uid, run.clock):
        run.taken.append(number)
    run.at = 0


def _lead_of(
    mailbox: Mailbox, opened: Visit, uid: int, clock: Callable[[], datetime]
) -> int | None:
    """Write what became of one mail, with its lead, in one transaction; returns the number of a new one."""
    place = {"uid_validity": opened.uid_validity, "uid": uid}
    if mailbox.mails.filter(**place).exclude(state=MailState.AGAIN).exists():
        return None
    found = opened.fetch(uid)
    now = clock()
    if found is None:
        mailbox.mails.filter(**place).update(state=MailState.SET_ASIDE, reason=MailReason.GONE)
        return None
    row = mailbox.mails.filter(**place).first() or Mail(mailbox=mailbox, **place)
    row.read_at, row.came_at, row.reason, row.lead = now, found.came_at, "", None
    try:
        with transaction.atomic():
            mail = read_into(row, found)
            if not is_to_be_judged(mailbox, row):
                return None
            is_new = mail is not None and judge(mailbox, row, mail, now)
            row.save()
    except IntegrityError:
        # Taken by another worker at this moment; anything else is said.
        same = Q(**place) | Q(key=row.key) & ~Q(key="")
        if not mailbox.mails.filter(same).exclude(state=MailState.AGAIN).exists():
            raise
        return None
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
    return row.lead_id if is_new else None


def _settle(mailbox: Mailbox, trouble: str, taken: int, now: datetime) -> None:
    """Keep how the visit went."""
    mine = Mailbox.objects.filter(pk=mailbox.pk)
    if not trouble:
        mine.update(
            claimed_at=None,
            polled_at=now,
            error="",
            broke_at=0,
            broke_times=0,
            failures=0,
            failing_since=None,
            next_poll_at=now + EVERY,
            taken=F("taken") + taken,
        )
        if mailbox.failures:
            settle(FAILS, keys=[mailbox.source_id], now=now)
        return
    note_failure(mailbox, trouble, now=now, claimed_at=None, taken=F("taken") + taken)
