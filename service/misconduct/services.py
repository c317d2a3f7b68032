"""Naming who reads, taking in what is told, and following it up (R13.4)."""

import os
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.access.queries import stores_of
from accounts.notices.models import Notice
from accounts.notices.services import News, read_of, settle, tell
from accounts.people.models import User
from foundation.history import delete_as, save_as
from foundation.locks import lock_name

from .models import (
    CLOSED,
    MessageKind,
    MisconductDesk,
    MisconductMessage,
    MisconductPhoto,
    MisconductReader,
    MisconductReport,
    MisconductSubject,
    MisconductTrustee,
    ReportState,
)
from .notices import GIVEN, NAMED, REMINDED, WRITTEN
from .queries import levels_of, meant_by, staff_of
from .rules import (
    LEAST_NAMED,
    LOOK_WITHIN,
    MOST_A_DAY,
    MOST_MESSAGES,
    MOST_OF_ONE,
    PASSED_ON_AFTER,
    SILENT_FOR,
    choose,
    code_of,
    kept_of,
)


@transaction.atomic
def name_trustees(
    desk: MisconductDesk, *, by: User, now: datetime, people: Collection[User]
) -> None:
    """Say who reads the reports of the desk from now on; those that were given before stay with their readers.

    Raises ``PermissionDenied`` for who does not head the place, ``ValidationError`` for fewer than two.
    """
    desk = MisconductDesk.objects.select_for_update().get(pk=desk.pk)
    if not (by.heads and _heads(by, desk)):
        raise PermissionDenied
    wanted = {person.pk for person in people if person.is_active}
    if len(wanted) < LEAST_NAMED:
        raise ValidationError(
            {"people": _("Name at least two: so that one is left where it is about the other.")}
        )
    there = {row.person_id: row for row in desk.trustees.all()}
    for key in there.keys() - wanted:
        delete_as(there[key], by=by, now=now, reason="")
    added = sorted(wanted - there.keys())
    for key in added:
        save_as(MisconductTrustee(desk=desk, person_id=key), by=by, now=now)
    tell(*(News(NAMED, key, desk.pk) for key in added), now=now, by=by)


def _heads(by: User, desk: MisconductDesk) -> bool:
    if desk.store_id:
        return stores_of(by).filter(pk=desk.store_id).exists()
    return by.store_id is None and by.region_id == desk.region_id


@transaction.atomic
def take_in(
    desk: MisconductDesk,
    *,
    page: str,
    on: date,
    told: dict[str, Any],
    person: int | None = None,
    photos: Sequence[Any] = (),
    sent_before: int = 0,
) -> str:
    """Keep what was told and give it to its readers; returns the code by which it is followed.

    Nobody sends it: neither account, nor address, nor time of the day comes here. ``page`` is the number of
    the page it was typed on: sent twice it is kept once, and has the same code. ``told``: fields of the report;
    ``person``: the key of whom it is about, where one was chosen. ``sent_before``: how many the same device says
    it sent today. Raises ``ValidationError`` for too many.
    """
    code = code_of(salted_hmac("misconduct code", page, algorithm="sha256").digest())
    lock_name("misconduct", desk.pk)
    if MisconductReport.objects.filter(code=kept_of(code)).exists():
        return code
    if sent_before >= MOST_OF_ONE:
        raise ValidationError(
            _("Much was sent from this device today. Please send this tomorrow."), code="many"
        )
    if desk.reports.filter(received_on=on).count() >= MOST_A_DAY:
        raise ValidationError(
            _("Very many are writing today. Please send it again tomorrow."), code="many"
        )
    report = MisconductReport.objects.create(
        desk=desk, code=kept_of(code), received_on=on, look_by=on + LOOK_WITHIN, **told
    )
    MisconductPhoto.objects.bulk_create(
        MisconductPhoto(report=report, photo=_stored(photo, on)) for photo in photos
    )
    if person is not None and staff_of(desk).filter(pk=person).exists():
        MisconductSubject.objects.create(report=report, person_id=person)
    _keep_away(report, _told(report), on=on)
    return code


def _stored(photo: Any, on: date) -> str:
    """The name of the file, which is dated as of the day's beginning."""
    field: Any = MisconductPhoto._meta.get_field("photo")
    name: str = field.storage.save(field.generate_filename(None, photo.name), photo)
    midnight = datetime.combine(on, time(), UTC).timestamp()
    os.utime(field.storage.path(name), (midnight, midnight))
    return name


@transaction.atomic
def write_back(report: MisconductReport, *, on: date, text: str) -> MisconductReport:
    """Whoever has the code says more; whom they now name loses the report. The same text twice is one.

    A closed one is open again, with a term of its own. Raises ``ValidationError`` for too many.
    """
    report = _locked(report)
    said = report.messages.filter(kind=MessageKind.SENT)
    last = said.last()
    if last and last.text == text.strip() and last.on == on:
        return report
    if said.filter(on=on).count() >= MOST_MESSAGES:
        raise ValidationError(_("Much was written today. Please send this tomorrow."), code="many")
    if report.is_closed:
        report.state, report.look_by = ReportState.RECEIVED, on + LOOK_WITHIN
        report.save(update_fields=["state", "look_by"])
    MisconductMessage.objects.create(report=report, kind=MessageKind.SENT, text=text.strip(), on=on)
    _keep_away(report, [text], on=on)
    # Told by the clock as well, with no time of the day.
    report.readers.filter(ended_on=None).update(is_told=False)
    return report


@transaction.atomic
def act(
    report: MisconductReport,
    *,
    by: User,
    on: date,
    now: datetime,
    kind: str,
    text: str,
    state: str = "",
) -> None:
    """A reader writes to the sender or to the other readers, or says how it stands.

    Raises ``PermissionDenied`` for who may not read it by now.
    """
    report = _locked(report)
    if not MisconductReport.objects.visible_to(by).filter(pk=report.pk).exists():
        raise PermissionDenied
    if report.is_closed and kind != MessageKind.NOTE:
        raise ValidationError(_("It is closed."))
    if kind != MessageKind.STATE and not text.strip():
        raise ValidationError({"text": _("Write something.")})
    if state in CLOSED and not text.strip():
        raise ValidationError({"text": _("Say to who told it what came of it.")})
    if kind == MessageKind.STATE and state == report.state:
        return
    # Whoever writes to the sender has looked at it.
    if not state and kind == MessageKind.ASKED and not report.is_looked_at:
        state = ReportState.LOOKING
    if state:
        report.state = ReportState(state)
        report.save()
        settle(GIVEN, REMINDED, keys=[report.pk], now=now)
    MisconductMessage.objects.create(
        report=report, kind=kind, text=text.strip() or report.state, by=by, on=on
    )


@transaction.atomic
def name_subject(report: MisconductReport, *, by: User, person: User, on: date) -> None:
    """A reader says whom it is about: that person never reads it, nor any more; who said so stands in a note."""
    report = _locked(report)
    if not MisconductReport.objects.visible_to(by).filter(pk=report.pk).exists():
        raise PermissionDenied
    _exclude(report, {person.pk})
    text = _("%(name)s never reads it.") % {"name": person}
    MisconductMessage.objects.create(report=report, kind=MessageKind.NOTE, text=text, by=by, on=on)
    _give(report, on=on)


def seen(report: MisconductReport, *, by: User, now: datetime) -> None:
    """``by`` has its page before them."""
    read_of(WRITTEN, key=report.pk, by=by, now=now)


@transaction.atomic
def follow_up(report: MisconductReport, *, on: date, now: datetime) -> None:
    """Tell the readers what came, remind those who have not looked, and go further up where nobody does.

    Once a day however often it is asked for; where all readers left, the next level has it.
    """
    report = _locked(report)
    if report.is_closed:
        return
    is_late = not report.is_looked_at and report.look_by < on
    _give(report, on=on, further=is_late and report.look_by + PASSED_ON_AFTER < on)
    news = []
    readers = report.readers.filter(ended_on=None, person__is_active=True)
    values = {"on": report.look_by}
    written = report.messages.filter(kind=MessageKind.SENT).aggregate(last=Max("pk"))["last"]
    for reader in readers:
        if not reader.is_told:
            news.append(News(GIVEN, reader.person_id, report.pk, values, report.pk))
            if written:
                mark = str(written)
                news.append(News(WRITTEN, reader.person_id, report.pk, {}, report.pk, mark))
        elif is_late or _is_silent(report, on=on):
            mark = on.isoformat()
            news.append(News(REMINDED, reader.person_id, report.pk, {}, report.pk, mark))
    tell(*news, now=now)
    readers.filter(is_told=False).update(is_told=True)


def _is_silent(report: MisconductReport, *, on: date) -> bool:
    """Whether nothing was done about it for long; reminded of once in that time."""
    last = report.messages.exclude(kind=MessageKind.SENT).aggregate(on=Max("on"))["on"]
    idle = on - (last or report.received_on)
    return report.is_looked_at and idle >= SILENT_FOR and not idle.days % SILENT_FOR.days


def _locked(report: MisconductReport) -> MisconductReport:
    rows = MisconductReport.objects.select_for_update(of=("self",))
    return rows.select_related("desk__store", "desk__region").get(pk=report.pk)


def _keep_away(report: MisconductReport, texts: Sequence[str], *, on: date) -> None:
    """Whom it names or means never has it; then it goes to who is left."""
    _exclude(report, meant_by(report.desk, texts, report.position))
    _give(report, on=on)


def _exclude(report: MisconductReport, people: set[int]) -> None:
    MisconductSubject.objects.bulk_create(
        (MisconductSubject(report=report, person_id=key) for key in people), ignore_conflicts=True
    )


def _give(report: MisconductReport, *, on: date, further: bool = False) -> None:
    """Take it from whom it is about; where nobody is left, or ``further``, the next level has it as well."""
    subjects = set(report.subjects.values_list("person", flat=True))
    gone = Q(person__in=subjects) | Q(person__is_active=False)
    taken = report.readers.filter(gone, ended_on=None)
    keys = list(taken.values_list("person", flat=True))
    taken.update(ended_on=on)
    if keys:
        _unsay(report, keys)
    if report.readers.filter(ended_on=None).exists() and not further:
        return
    # Whoever came within reach since, and is named in what was told, has it no more than the others.
    _exclude(report, meant_by(report.desk, _told(report)))
    subjects = set(report.subjects.values_list("person", flat=True))
    level, people = choose(levels_of(report.desk), subjects, above=report.level)
    if not people:
        # Nobody is left above: whoever is named by now reads it, so that it is not lost.
        level, people = choose(levels_of(report.desk), subjects)
        level = max(level if people else -1, report.level)
    MisconductReader.objects.bulk_create(
        (MisconductReader(report=report, person_id=key, given_on=on) for key in people),
        ignore_conflicts=True,
    )
    # Whoever had it before, and came back.
    report.readers.filter(person__in=people).update(ended_on=None)
    report.level = level
    report.save(update_fields=["level"])


def _told(report: MisconductReport) -> list[str]:
    """All that the sender has said so far."""
    said = report.messages.filter(kind=MessageKind.SENT).values_list("text", flat=True)
    return [report.text, report.about, report.place, report.moment, *said]


def _unsay(report: MisconductReport, people: Collection[int]) -> None:
    """What they were told of it goes too."""
    codes = [kind.code for kind in (GIVEN, REMINDED, WRITTEN)]
    Notice.objects.filter(kind__in=codes, key=report.pk, person__in=people).delete()
