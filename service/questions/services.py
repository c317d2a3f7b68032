"""Asking a department, answering, and saying what is late (R5.4)."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.notices.services import News, read_of, settle, tell
from accounts.people.models import Store, User
from followups.activities.models import Activity
from foundation.history import save_as
from foundation.locks import free_rows
from foundation.words import surname_of
from intake.first_contact.queries import hours_of
from leads.customers.models import Customer

from .models import Question
from .notices import ANSWERED, ASKED, LATE
from .queries import Staff, staffs_of
from .rules import MANAGER, ROLE_OF, TERMS

AT_ONCE = 500


@transaction.atomic
def ask(
    *,
    by: User,
    now: datetime,
    customer: Customer,
    department: str,
    text: str,
    minutes: int,
    activity: Activity | None = None,
) -> Question:
    """Put a customer's question to a department; the answer is owed in ``minutes`` of opening hours.

    Raises ``PermissionDenied`` for a card that ``by`` may not open or a contact that is not its own,
    ``ValidationError`` where nobody works in the department.
    """
    if not Customer.objects.visible_to(by).filter(pk=customer.pk).exists():
        raise PermissionDenied
    if activity is not None and activity.opportunity.customer_id != customer.pk:
        raise PermissionDenied
    if minutes not in TERMS:
        raise ValidationError({"minutes": _("Choose one of these.")})
    store = customer.store
    staff = staffs_of([store])[store.pk]
    addressee = _leader_of(customer, by, staff) if department == MANAGER else None
    question = Question(
        store=store,
        customer=customer,
        activity=activity,
        department=department,
        addressee=addressee,
        text=text.strip(),
        asked_by=by,
        asked_at=now,
        due_at=hours_of(store, now=now).after(now, minutes),
    )
    asked = _asked(question, staff)
    if not asked:
        raise ValidationError({"department": _("Nobody works there at present: ask another one.")})
    save_as(question, by=by, now=now)
    values = _said(question)
    tell(*(News(ASKED, key, question.pk, values, question.pk) for key in asked), now=now, by=by)
    return question


@transaction.atomic
def answer(question: Question, *, by: User, now: datetime, text: str) -> Question:
    """Answer it, or say it anew: whoever asked and whose customer it is by now read it; the former is kept."""
    rows = Question.objects.select_for_update(of=("self",)).select_related("store", "customer")
    question = rows.get(pk=question.pk)
    if not Question.objects.answerable_by(by).filter(pk=question.pk).exists():
        raise PermissionDenied
    if not text.strip():
        raise ValidationError({"text": _("Write an answer.")})
    if question.answer == text.strip():
        return question
    if question.answered_at is None:
        question.answered_at = now
    question.answer, question.answered_by = text.strip(), by
    save_as(question, by=by, now=now)
    settle(ASKED, LATE, ANSWERED, keys=[question.pk], now=now)
    values = {"name": str(by), "customer": surname_of(question.customer.name)}
    told = dict.fromkeys((question.asked_by_id, question.customer.consultant_id))
    news = (News(ANSWERED, key, question.pk, values, question.pk, now.isoformat()) for key in told)
    tell(*news, now=now, by=by)
    return question


def read_answer(question: Question, *, by: User, now: datetime) -> None:
    """``by`` has seen the page of it."""
    read_of(ANSWERED, LATE, key=question.pk, by=by, now=now)
    if question.is_answered:
        read_of(ASKED, key=question.pk, by=by, now=now)


@transaction.atomic
def tell_late(*, now: datetime, store: Store | None = None) -> int:
    """Answers that are owed have not come: department, asker and who leads are told, once; returns how many.

    Of one store or of all, ``AT_ONCE`` at most.
    """
    rows = Question.objects.waiting().filter(late_told_at=None, due_at__lt=now)
    rows = rows.filter(store=store) if store else rows
    related = rows.select_related(
        "store", "customer__store", "customer__consultant__manager", "asked_by", "addressee"
    )
    late = list(free_rows(related).order_by("due_at", "pk")[:AT_ONCE])
    staffs = staffs_of({question.store for question in late})
    news = []
    for question in late:
        staff = staffs[question.store_id]
        leader = _leader_of(question.customer, question.asked_by, staff)
        asker = _if_there(question.asked_by, question.store)
        told = dict.fromkeys([*_asked(question, staff), leader and leader.pk, asker])
        values = {"name": str(question.asked_by), "customer": surname_of(question.customer.name)}
        news += [News(LATE, key, question.pk, values, question.pk) for key in told if key]
    Question.objects.filter(pk__in=[question.pk for question in late]).update(late_told_at=now)
    tell(*news, now=now)
    return len(late)


def sweep(store: Store | None = None, *, now: datetime) -> None:
    """Tell all that is late, of one store or of all; a second time tells nobody."""
    while tell_late(now=now, store=store) == AT_ONCE:
        pass


def _asked(question: Question, staff: Staff) -> list[int]:
    """The keys of the people of whom an answer is wanted."""
    if question.department == MANAGER:
        here = _if_there(question.addressee, question.store) if question.addressee else None
        leader = _leader_of(question.customer, question.asked_by, staff)
        key = here or (leader and leader.pk)
        return [key] if key else []
    return staff.by_role[ROLE_OF[question.department]]


def _leader_of(customer: Customer, asker: User, staff: Staff) -> User | None:
    """Who leads the customer's consultant, unless they ask themselves: then the store's director."""
    manager = customer.consultant.manager
    if manager and manager != asker and _if_there(manager, customer.store):
        return manager
    return None if staff.director == asker else staff.director


def _if_there(person: User, store: Store) -> int | None:
    """The key of somebody who still works in the store, or looks after all of its region."""
    return person.pk if person.is_active and person.store_id in (store.pk, None) else None


def _said(question: Question) -> dict[str, Any]:
    local = question.due_at.astimezone(ZoneInfo(question.store.time_zone))
    return {
        "name": str(question.asked_by),
        "customer": surname_of(question.customer.name),
        "time": f"{local:%m-%d %H:%M}",
    }
