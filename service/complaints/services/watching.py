"""Cards found for unknown people, cases whose bearer lost the right, and what is late: many at once (R14.1)."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery

from accounts.access.queries import assessor_of
from accounts.notices.services import News, tell
from accounts.people.models import Role, Store, User
from foundation.history import Cause, change_all
from foundation.locks import free_rows
from foundation.reason_codes import Reason
from leads.customers.models import Customer

from ...questions.queries import Staff, staffs_of
from ...questions.rules import ROLE_OF, SERVICE
from ..models import Complaint, ComplaintStep, Happened
from ..notices import CAME_BACK, ESCALATED, LATE, TAKEN_BACK
from ..queries.rights import refusal_of
from .registering import values_of

AT_ONCE = 500

log = logging.getLogger(__name__)


def sweep(store: Store | None = None, *, now: datetime) -> None:
    """All rounds, of one store or of all. One that fails keeps none of the others; a second time tells nobody."""
    for act in (join_cards, take_back, tell_late, escalate):
        try:
            while act(now=now, store=store) == AT_ONCE:
                pass
        except Exception:
            log.exception("complaints: %s", act.__name__)


@transaction.atomic
def join_cards(*, now: datetime, store: Store | None = None) -> int:
    """Open complaints of a number that has a card of the store by now belong to it; returns how many."""
    cards = Customer.objects.filter(store=OuterRef("store"), phone=OuterRef("phone"))
    rows = _open(store).filter(Exists(cards), customer=None).exclude(phone="")
    found = rows.annotate(card=Subquery(cards.values("pk")[:1]))
    joined = list(free_rows(found).order_by("pk")[:AT_ONCE])
    known = Customer.objects.select_related("merged_into").in_bulk([row.card for row in joined])
    for row in joined:
        card = known[row.card].merged_into or known[row.card]
        row.customer, row.consultant_id = card, card.consultant_id
    change_all(Complaint, joined, ["customer_id", "consultant_id"], Cause(None, now))
    return len(joined)


@transaction.atomic
def take_back(
    *, now: datetime, store: Store | None = None, customers: Iterable[int] | None = None
) -> int:
    """Open cases whose bearer has no right to the customer go back to customer service; returns how many.

    ``customers``: of these cards only. Whoever had it, whoever registered it and customer service are told.
    """
    rows = _open(store).without_right()
    if customers is not None:
        rows = rows.filter(customer__in=list(customers))
    lost = list(free_rows(rows.select_related("store", "assignee")).order_by("pk")[:AT_ONCE])
    if not lost:
        return 0
    staffs = staffs_of(row.store for row in lost)
    steps, news = [], []
    for row in lost:
        former = row.assignee
        reason: Any = refusal_of(former, row) or ""
        row.assignee, row.department = None, SERVICE
        steps.append(_step(row, Happened.LOST, now, person=former, text=reason))
        values, mark = values_of(row, former), f"{now.timestamp():.0f}"
        news.append(News(TAKEN_BACK, former.pk, row.pk, values, mark=mark))
        staff = staffs[row.store_id]
        desk = staff.by_role[Role.SERVICE] or _director_of(staff)
        told = dict.fromkeys([*desk, row.registered_by_id])
        news += [News(CAME_BACK, key, row.pk, values, row.pk, mark) for key in told if key]
    change_all(Complaint, lost, ["assignee_id", "department"], Cause(None, now))
    ComplaintStep.objects.bulk_create(steps)
    tell(*news, now=now)
    return len(lost)


def follow_owners(takers: Mapping[int, User], cause: Cause) -> None:
    """Customers went to others: who had their complaints by being their consultant has them no more."""
    take_back(now=cause.now, customers=takers)


@transaction.atomic
def tell_late(*, now: datetime, store: Store | None = None) -> int:
    """Whoever has an unanswered complaint and their manager are told, once; returns how many."""
    rows = _open(store).late(now).filter(late_told_at=None).order_by("due_at", "pk")
    late = list(
        free_rows(rows.select_related("store", "customer__consultant", "assignee"))[:AT_ONCE]
    )
    staffs, news = staffs_of(row.store for row in late), []
    for row in late:
        role, staff = ROLE_OF[row.department], staffs[row.store_id]
        if row.assignee_id:
            bearers = [row.assignee_id]
        elif role == Role.MANAGER:
            # The managers of the store are told of theirs as those who lead.
            bearers = []
        else:
            bearers = staff.by_role[role]
        leaders = _leaders(row, staff.by_role[Role.MANAGER]) or _director_of(staff)
        told = dict.fromkeys([*bearers, *leaders])
        values, mark = values_of(row), _mark(row, row.due_at)
        news += [News(LATE, key, row.pk, values, row.pk, mark) for key in told]
    _note(late, Happened.LATE, now)
    Complaint.objects.filter(pk__in=[row.pk for row in late]).update(late_told_at=now)
    tell(*news, now=now)
    return len(late)


@transaction.atomic
def escalate(*, now: datetime, store: Store | None = None) -> int:
    """What is still unanswered at the second stage the store's director is told, once; returns how many."""
    rows = _open(store).filter(director_at__lt=now, director_told_at=None)
    late = list(free_rows(rows.select_related("store")).order_by("director_at", "pk")[:AT_ONCE])
    stores = {row.store_id: row.store for row in late}
    directors = {key: assessor_of(store) for key, store in stores.items()}
    news = [
        News(ESCALATED, director.pk, row.pk, values_of(row), row.pk, _mark(row, row.director_at))
        for row in late
        if (director := directors[row.store_id])
    ]
    _note(late, Happened.ESCALATED, now)
    Complaint.objects.filter(pk__in=[row.pk for row in late]).update(director_told_at=now)
    tell(*news, now=now)
    return len(late)


def _open(store: Store | None) -> Any:
    rows = Complaint.objects.open()
    return rows.filter(store=store) if store else rows


def _leaders(row: Complaint, managers: list[int]) -> list[int]:
    """Who leads whose customer it is; of a person without a card who leads its bearer, else all managers.

    Nobody where the customer's consultant has no manager: another one may not read it.
    """
    owner = row.customer.consultant if row.customer else row.assignee
    leader = owner.manager_id if owner else None
    if leader in managers:
        return [leader]
    return [] if row.customer else managers


def _mark(row: Complaint, due: datetime) -> str:
    """Each stage is told once in each opening for each moment at which it is due."""
    return f"{row.opening}-{due.timestamp():.0f}"


def _director_of(staff: Staff) -> list[int]:
    """Their key, or none."""
    return [staff.director.pk] if staff.director else []


def _note(rows: Iterable[Complaint], what: str, now: datetime) -> None:
    ComplaintStep.objects.bulk_create([_step(row, what, now) for row in rows])


def _step(
    row: Complaint,
    what: str,
    now: datetime,
    *,
    person: User | None = None,
    text: str | Reason = "",
) -> ComplaintStep:
    return ComplaintStep(complaint=row, what=what, at=now, person=person, text=text)
