"""Questions as the user may see them, how soon they are answered, and what the card tells of them (R5.4)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet

from accounts.access.queries import assessor_of
from accounts.access.seers import counted_for
from accounts.people.models import Store, User
from followups.cards.queries import Story
from foundation.prepared import prepared
from leads.customers.models import Customer

from .models import Department, Question
from .rules import ROLE_OF

LOOKED_BACK = timedelta(days=30)


@dataclass(frozen=True)
class Staff:
    """Who answers in a store: the keys of people by role, and its director."""

    store: Store
    by_role: defaultdict[str, list[int]]

    @cached_property
    def director(self) -> User | None:
        found: User | None = assessor_of(self.store)
        return found


def staffs_of(stores: Iterable[Store]) -> dict[int, Staff]:
    """``{store: Staff}``, in as many queries for much that they have to answer as for one thing."""
    found = {store.pk: Staff(store, defaultdict(list)) for store in stores}
    people = User.objects.filter(store__in=found, role__in=ROLE_OF.values(), is_active=True)
    for store, role, key in people.order_by("pk").values_list("store", "role", "pk"):
        found[store].by_role[role].append(key)
    return found


def questions_for(user: User) -> QuerySet[Any]:
    """What waits first, the most urgent first; then what was answered, the last first."""
    rows = Question.objects.visible_to(user).select_related(
        "store", "customer", "asked_by", "answered_by", "addressee"
    )
    waits = Q(answered_at=None)
    return rows.annotate(is_waiting=waits).order_by("-is_waiting", "-answered_at", "due_at", "pk")


def count_to_answer(user: User) -> int:
    """How many wait for an answer of the user; who heads a store is no department."""
    return 0 if user.heads else _waiting(user)


@counted_for
def _waiting(user):
    return Question.objects.answerable_by(user).waiting()


@dataclass(frozen=True)
class Answered:
    """Of a department: how many wait, of these late, how many were answered lately, in time, and how soon.

    ``median``: minutes by the clock from the question to the answer, ``None`` of no answers.
    """

    department: str
    waiting: int
    late: int
    answered: int
    in_time: int
    median: int | None

    @property
    def label(self) -> str:
        return str(Department(self.department).label)

    @property
    def share(self) -> float | None:
        return round(100 * self.in_time / self.answered, 1) if self.answered else None


def answer_times(user: User, *, now: datetime) -> list[Answered]:
    """``Answered`` of each department of which the user sees any, over 30 days; six queries at most."""
    rows = Question.objects.visible_to(user).order_by()
    lately = Q(answered_at__gte=now - LOOKED_BACK)
    found = rows.filter(Q(answered_at=None) | lately).values("department")
    counts = found.annotate(
        waiting=Count("pk", filter=Q(answered_at=None)),
        late=Count("pk", filter=Q(answered_at=None, due_at__lt=now)),
        answered=Count("pk", filter=lately),
        in_time=Count("pk", filter=lately & Q(answered_at__lte=F("due_at"))),
    )
    by_department = {row.pop("department"): row for row in counts}
    return [
        Answered(name, median=_median(rows.filter(lately, department=name), row["answered"]), **row)
        for name in Department.values
        if (row := by_department.get(name))
    ]


def _median(rows: QuerySet[Any], number: int) -> int | None:
    if not number:
        return None
    wait = ExpressionWrapper(F("answered_at") - F("asked_at"), output_field=DurationField())
    ordered = rows.annotate(wait=wait).order_by("wait").values_list("wait", flat=True)
    # Of an even number the one below the middle: a time that somebody did take.
    found: timedelta = ordered[(number - 1) // 2]
    return round(found.total_seconds() / 60)


def told_on_card(customer: Customer) -> list[Story]:
    """The questions of the customer as the card's timeline tells them."""
    return [
        Story("service/questions/_story.html", _day(customer, each), each)
        for each in _last_of(customer=customer.pk)
    ]


@prepared
def _last_of(customer):
    rows = Question.objects.filter(customer=customer).select_related("asked_by", "answered_by")
    return rows.order_by("-pk")[:50]


def _day(customer: Customer, question: Question) -> date:
    return customer.store.business_date(question.answered_at or question.asked_at)
