"""Tasks are given, changed, done and cancelled; people are reminded of them and told of late ones (R14.3)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.access.queries import CUSTOMER_ROLES, staff_visible_to
from accounts.notices.models import NoticeKind
from accounts.notices.services import News, settle, tell
from accounts.people.models import Role, User
from foundation.display import day as day_text
from foundation.history import Cause, change_all, save_as
from leads.customers.models import Customer, Lifecycle
from leads.events.models import MarketEvent
from leads.prospecting.models import TargetCustomer

from ..calendars.models import Absence
from .models import LONGEST, Errand, ErrandKind
from .notices import CANCELLED, DONE, GIVEN, GIVEN_AWAY, KIND_SAID, LATE, REMINDER
from .rules import reminder_fits


def people_to_give(user: User) -> Any:
    """To whom the user may give a task: themselves and whom they lead."""
    people = staff_visible_to(user).filter(is_active=True, role__in=CUSTOMER_ROLES)
    return people.exclude(store=None)


def may_change(user: User, errand: Errand) -> bool:
    """Whoever gave it, and who leads its person; no more once it is done or cancelled."""
    if not errand.is_open or user.role not in CUSTOMER_ROLES:
        return False
    if errand.given_by_id == user.pk:
        return True
    leads = errand.person_id != user.pk and not user.is_consultant
    return leads and staff_visible_to(user).filter(pk=errand.person_id).exists()


@transaction.atomic
def give_errand(
    *,
    by: User,
    now: datetime,
    person: User,
    customer: Customer | None = None,
    target: TargetCustomer | None = None,
    event: MarketEvent | None = None,
    **fields: Any,
) -> Errand:
    """A task for ``person``, who is told; ``fields``: kind, text, due_at, and priority, remind_at where given.

    Raises ``PermissionDenied`` for somebody whom ``by`` does not lead, or a thing that they may not see;
    ``ValidationError`` where the person may not see it, or is away on that day, or nobody works on it any more.
    """
    _require_seen(by, customer, target, event)
    _require_worked_on(customer, target)
    if person.store is None:
        raise PermissionDenied
    errand = Errand(
        store=person.store,
        given_by=by,
        given_at=now,
        person=person,
        customer=customer,
        target=target,
        event=event,
        **fields,
    )
    _require_person(errand, by=by)
    _check(errand, now=now)
    save_as(errand, by=by, now=now)
    _tell(GIVEN, errand, [person.pk], now=now, by=by, name=str(by))
    return errand


@transaction.atomic
def change_errand(errand: Errand, *, by: User, now: datetime, **fields: Any) -> Errand:
    """Say anew what, for whom or when; another person and whoever had it are told, a new time rings once more."""
    errand = _lock(errand)
    if not may_change(by, errand):
        raise PermissionDenied
    before = errand.person_id, errand.due_at, errand.remind_at
    for name, value in fields.items():
        setattr(errand, name, value)
    if errand.person_id != before[0]:
        errand.store = errand.person.store
        _require_person(errand, by=by)
    if (errand.person_id, errand.due_at, errand.remind_at) != before:
        _check(errand, now=now)
        errand.late_told_at = None
        if errand.remind_at != before[2]:
            errand.reminded_at = None
        settle(GIVEN, REMINDER, LATE, keys=[errand.pk], now=now)
        save_as(errand, by=by, now=now)
        _tell(GIVEN, errand, [errand.person_id], now=now, by=by, name=str(by), mark=now.isoformat())
        if errand.person_id != before[0]:
            tell(_given_away(errand, before[0], now=now), now=now, by=by)
    else:
        save_as(errand, by=by, now=now)
    return errand


def _given_away(errand: Errand, former: int, *, now: datetime) -> News:
    """What ``former``, a key, is told of a task that is somebody else's by now."""
    values = {"name": str(errand.person), "kind": KIND_SAID[ErrandKind(errand.kind)]}
    return News(GIVEN_AWAY, former, errand.pk, values, mark=now.isoformat())


@transaction.atomic
def finish_errand(errand: Errand, *, by: User, now: datetime, result: str) -> Errand:
    """Its person has done it, with this result; whoever gave it is told."""
    errand = _lock(errand)
    if errand.person_id != by.pk:
        raise PermissionDenied
    if not result.strip():
        raise ValidationError({"result": _("Say in a few words what came of it.")})
    _require_open(errand)
    errand.done_at, errand.result = now, result.strip()
    save_as(errand, by=by, now=now)
    settle(GIVEN, REMINDER, LATE, keys=[errand.pk], now=now)
    _tell(DONE, errand, [errand.given_by_id], now=now, by=by)
    return errand


@transaction.atomic
def cancel_errand(errand: Errand, *, by: User, now: datetime, reason: str) -> Errand:
    """It is not to be done after all; its person is told."""
    errand = _lock(errand)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    _require_open(errand)
    if not may_change(by, errand):
        raise PermissionDenied
    _cancel(errand, by=by, now=now, reason=reason)
    return errand


@transaction.atomic
def drop_errands(
    *,
    by: User,
    now: datetime,
    reason: str,
    customer: Customer | None = None,
    target: TargetCustomer | None = None,
) -> None:
    """Cancel what is open about a card or target customer on which nobody works any more (R2.6)."""
    rows = Errand.objects.open()
    rows = rows.of_customer(customer) if customer else rows.filter(target=target)
    locked = rows.select_for_update(of=("self",), no_key=True).order_by("pk")
    for errand in locked.select_related("store", "person__store", "given_by"):
        _cancel(errand, by=by, now=now, reason=reason)


def pass_on(errands: list[Errand], cause: Cause) -> None:
    """Save whom each of these is for by now.

    What the bell rang for whoever had them is overtaken; it rings for late ones anew.
    """
    for errand in errands:
        errand.late_told_at = None
    change_all(Errand, errands, ["person_id", "late_told_at"], cause)
    settle(GIVEN, REMINDER, LATE, keys=[errand.pk for errand in errands], now=cause.now)


def follow_customers(takers: Mapping[int, User], cause: Cause) -> None:
    """Open tasks about customers go with them to whoever has these now, ``{customer: taker}``; both are told.

    Those of a manager or director stay: they see the card as before.
    """
    about = Q(customer__in=takers) | Q(target__customer__in=takers)
    rows = Errand.objects.open().filter(about, person__role=Role.CONSULTANT)
    rows = rows.select_for_update(of=("self",), no_key=True).select_related("target", "store")
    moved, news = [], []
    for errand in rows.order_by("pk"):
        customer = errand.customer_id or (errand.target and errand.target.customer_id)
        if errand.person_id != takers[customer].pk:
            former, errand.person = errand.person_id, takers[customer]
            moved.append(errand)
            news.append(_given_away(errand, former, now=cause.now))
    if not moved:
        return
    pass_on(moved, cause)
    said = {"name": str(cause.by or ""), "mark": cause.now.isoformat()}
    news += [each for row in moved for each in _news(GIVEN, row, [row.person_id], **said)]
    tell(*news, now=cause.now, by=cause.by)


def _cancel(errand: Errand, *, by: User, now: datetime, reason: str) -> None:
    errand.cancelled_at, errand.cancel_reason = now, reason.strip()[:LONGEST]
    save_as(errand, by=by, now=now)
    settle(GIVEN, REMINDER, LATE, keys=[errand.pk], now=now)
    _tell(CANCELLED, errand, [errand.person_id], now=now, by=by, name=str(by))


@transaction.atomic
def remind(errand: Errand, *, now: datetime) -> None:
    """The bell rings for its person at the time that was asked for, once."""
    errand = _lock(errand)
    if not Errand.objects.to_remind(now).filter(pk=errand.pk).exists():
        return
    Errand.objects.filter(pk=errand.pk).update(reminded_at=now)
    _tell(REMINDER, errand, [errand.person_id], now=now, mark=now.isoformat())


@transaction.atomic
def tell_late(errand: Errand, *, now: datetime) -> None:
    """Its time has passed: its person and whoever gave it are told, once; who is away on their return."""
    errand = _lock(errand)
    if errand.late_told_at or not errand.is_late(now) or _away(errand.person, now, errand):
        return
    Errand.objects.filter(pk=errand.pk).update(late_told_at=now)
    people = [errand.person_id]
    if errand.given_by.is_active:
        people.append(errand.given_by_id)
    _tell(LATE, errand, dict.fromkeys(people), now=now, mark=now.isoformat())


def _lock(errand: Errand) -> Errand:
    rows = Errand.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("store", "person__store", "given_by").get(pk=errand.pk)


def _require_open(errand: Errand) -> None:
    if errand.done_at:
        raise ValidationError(_("This is done already."))
    if errand.cancelled_at:
        raise ValidationError(_("This was cancelled."))


def _require_seen(
    by: User, customer: Customer | None, target: TargetCustomer | None, event: MarketEvent | None
) -> None:
    for row in filter(None, (customer, target, event)):
        if not _sees(by, row):
            raise PermissionDenied


def _require_worked_on(customer: Customer | None, target: TargetCustomer | None) -> None:
    if customer and customer.lifecycle == Lifecycle.INACTIVE:
        raise ValidationError(_("This card is not in use; a manager can take it up again."))
    if target and target.inactive_on:
        raise ValidationError(_("This is inactive: take it up again first."))


def _sees(user: User, row: Any) -> bool:
    return bool(type(row).objects.visible_to(user).filter(pk=row.pk).exists())


def _require_person(errand: Errand, *, by: User) -> None:
    """Who gets it is led by ``by``, and may see what it is about."""
    person = errand.person
    if by.role not in CUSTOMER_ROLES:
        raise PermissionDenied
    if person.pk != by.pk and not people_to_give(by).filter(pk=person.pk).exists():
        raise PermissionDenied
    for row in filter(None, (errand.customer, errand.target, errand.event)):
        if not _sees(person, row):
            message = _("%(name)s may not see “%(what)s”: choose somebody else.")
            raise ValidationError({"person": message % {"name": person, "what": row}})


def _check(errand: Errand, *, now: datetime) -> None:
    if errand.due_at < now:
        raise ValidationError({"due_at": _("That time has passed.")})
    if not reminder_fits(errand.remind_at, errand.due_at):
        raise ValidationError({"remind_at": _("The reminder comes after it is due.")})
    if away := _away(errand.person, errand.due_at, errand):
        message = _("%(name)s is away from %(start)s to %(end)s.")
        values = {"start": day_text(away.from_on), "end": day_text(away.to_on)}
        raise ValidationError({"due_at": message % (values | {"name": errand.person})})


def _away(person: User, at: datetime, errand: Errand) -> Absence | None:
    on = errand.store.business_date(at)
    found: Absence | None = (
        Absence.objects.approved().filter(user=person).overlapping(on, on).first()
    )
    return found


def _tell(
    kind: NoticeKind,
    errand: Errand,
    people: Iterable[int],
    *,
    now: datetime,
    by: User | None = None,
    **said: str,
) -> None:
    tell(*_news(kind, errand, people, **said), now=now, by=by)


def _news(
    kind: NoticeKind, errand: Errand, people: Iterable[int], *, name: str = "", mark: str = ""
) -> Iterator[News]:
    local = errand.due_at.astimezone(ZoneInfo(errand.store.time_zone))
    values = {
        "name": name or str(errand.person),
        "kind": KIND_SAID[ErrandKind(errand.kind)],
        "time": f"{local:%m-%d %H:%M}",
    }
    return (News(kind, key, errand.pk, values, errand.pk, mark) for key in people)
