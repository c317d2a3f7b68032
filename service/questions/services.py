"""Asking a department, answering, and saying what is late (R5.4)."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.queries import assessor_of
from accounts.notices.services import News, read_of, settle, tell
from accounts.people.models import User
from followups.activities.models import Activity
from foundation.history import save_as
from foundation.words import surname_of
from intake.distribution.services.assigning import managers_of
from intake.first_contact.queries import hours_of
from leads.customers.models import Customer

from .models import Question
from .notices import ANSWERED, ASKED, LATE
from .rules import MANAGER, ROLE_OF, TERMS


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
    addressee = by.manager if department == MANAGER else None
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
    asked = _asked(question)
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
    for kind in (ANSWERED, LATE, ASKED):
        if kind is not ASKED or question.is_answered:
            read_of(kind, key=question.pk, by=by, now=now)


@transaction.atomic
def tell_late(question: Question, *, now: datetime) -> None:
    """An answer that is owed has not come: the department and who leads whoever asked are told, once."""
    rows = Question.objects.select_for_update(of=("self",)).select_related(
        "store", "customer", "asked_by"
    )
    question = rows.get(pk=question.pk)
    if question.late_told_at or not question.is_late(now):
        return
    question.late_told_at = now
    question.save(update_fields=["late_told_at"])
    leader = question.asked_by.manager_id or getattr(assessor_of(question.store), "pk", None)
    told = dict.fromkeys([*_asked(question), leader, question.asked_by_id])
    values = {
        "name": str(question.asked_by),
        "customer": surname_of(question.customer.name),
    }
    tell(*(News(LATE, key, question.pk, values, question.pk) for key in told if key), now=now)


def _asked(question: Question) -> list[int]:
    """The keys of the people of whom an answer is wanted."""
    if question.addressee_id:
        return [question.addressee_id]
    if question.department == MANAGER:
        return managers_of(question.store)
    people = User.objects.filter(
        store=question.store, role=ROLE_OF[question.department], is_active=True
    )
    return list(people.order_by("pk").values_list("pk", flat=True))


def _said(question: Question) -> dict[str, Any]:
    local = question.due_at.astimezone(ZoneInfo(question.store.time_zone))
    return {
        "name": str(question.asked_by),
        "customer": surname_of(question.customer.name),
        "time": f"{local:%m-%d %H:%M}",
    }
