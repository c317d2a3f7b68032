"""The stock of the desk's people, their lists and counters; every count is made of its list (R12)."""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.people.models import User
from followups.activities.models import Activity, Mode
from foundation.dates import ONE_DAY
from leads.grading.models import Grade, GradingPolicy
from leads.grading.queries import NEW_LEAD, day_count, policies_of
from leads.opportunities.models import Opportunity, OpportunityChange

from ..desk_policies.queries import desk_day_of
from ..desk_policies.rules import NOON, DeskDay
from .models import VisitConfirmation
from .rules import (
    CYCLES,
    FRESH,
    KEY,
    LARGE,
    SMALL,
    THREES,
    Fill,
    fill_of,
    latest_contact,
    next_week,
)


@dataclass(frozen=True)
class ClassStock:
    """A class of the policy, and how many customers somebody holds of it."""

    grade: Grade
    number: int

    @property
    def fill(self) -> str:
        return fill_of(self.number, self.grade.capacity, self.grade.capacity_in_practice)

    @property
    def is_full(self) -> bool:
        return self.fill in (Fill.FULL, Fill.OVER)


def desk_policies(people: list[User], *, on: date) -> dict[int, list[Grade]]:
    """``{key of a person: their classes}`` of who works by a desk's policy: one with a class of new leads."""
    policies = policies_of(people, on=on)
    grades: dict[int, list[Grade]] = {}
    rows = Grade.objects.filter(policy__in=set(policies.values())).select_related("policy")
    for grade in rows.order_by("sort_order"):
        grades.setdefault(grade.policy_id, []).append(grade)
    return {
        person: grades[policy.pk]
        for person, policy in policies.items()
        if any(grade.code == NEW_LEAD for grade in grades.get(policy.pk, []))
    }


def team_stock(people: list[User], *, on: date) -> list[tuple[User, list[ClassStock]]]:
    """What each of the desk's people holds of each class, in a fixed number of queries."""
    classes = desk_policies(people, on=on)
    rows = _stock([key for key in classes])
    counted = rows.order_by().values_list("consultant", "grade__code").annotate(Count("pk"))
    numbers = {(person, code): number for person, code, number in counted}
    return [
        (
            person,
            [ClassStock(g, numbers.get((person.pk, g.code), 0)) for g in classes[person.pk]],
        )
        for person in people
        if person.pk in classes
    ]


def team_totals(people: list[User], *, on: date) -> dict[int, tuple[int, int]]:
    """``{person: (all they hold, of them with a contact arranged for next week)}``, in one query (R12.8)."""
    rows = _stock([person.pk for person in people]).annotate(is_arranged=_arranged(on)).order_by()
    counted = rows.values_list("consultant").annotate(
        total=Count("pk"), arranged=Count("pk", filter=Q(is_arranged=True))
    )
    return {person: (total, arranged) for person, total, arranged in counted}


def _arranged(on: date) -> Exists:
    plans = Activity.objects.planned().filter(opportunity=OuterRef("pk"))
    return Exists(plans.filter(planned_on__range=next_week(on)))


def _stock(people: list[int]) -> QuerySet[Opportunity]:
    return Opportunity.objects.in_use().intents().executing().filter(consultant__in=people)


# The lists that fill by themselves, beside those of classes and hours.
NEW, SMALL_LOOP, LARGE_LOOP, KEY_AGAIN = "new", "small", "large", "key"
FOREIGN, THREES_WON = "foreign", "threes"
TOTAL, ARRANGED = "all", "arranged"
LOOPS = {NEW: FRESH, SMALL_LOOP: SMALL, LARGE_LOOP: LARGE}
MORNING, AFTERNOON, DAY = "morning", "afternoon", "day"


class Desk:
    """One person of the desk on a day: ``rows`` and ``contacts`` are the lists behind all counts."""

    def __init__(self, person: User, classes: list[Grade], *, on: date) -> None:
        self.person, self.classes, self.on = person, classes, on
        self.policy: GradingPolicy = classes[0].policy
        self.zone = ZoneInfo(person.store.time_zone)

    @cached_property
    def laid_out(self) -> DeskDay:
        """How the person's team lays out the day (R12.3)."""
        return desk_day_of(self.person, on=self.on)

    @cached_property
    def _due(self) -> dict[str, Q]:
        """Of each class the customers who are to be called: by its cycle, or since a plan says so."""
        count = day_count(self.policy, on=self.on)
        planned = Q(is_planned=True)
        found = {}
        for code, cycle in CYCLES.items():
            since = latest_contact(cycle.first, on=self.on, count=count)
            wanted = planned | Q(since__lte=since)
            if code == NEW_LEAD:
                wanted |= Q(last_contact_on=None)
            found[code] = Q(grade__code=code) & wanted
        return found

    def _any_due(self, codes: Any) -> Q:
        found = Q(pk__in=[])
        for code in codes:
            found |= self._due[code]
        return found

    @cached_property
    def _parts(self) -> dict[str, Q]:
        codes = [grade.code for grade in self.classes]
        parts = {f"class-{code}": Q(grade__code=code) for code in codes}
        for part, cycles in LOOPS.items():
            parts[part] = self._any_due(cycle.code for cycle in cycles)
        for block in self.laid_out.blocks:
            parts[f"hour-{block.key}"] = self._any_due(block.classes)
        parts[KEY_AGAIN] = Q(grade__code__in=KEY, contacts_today=1)
        parts[FOREIGN] = ~Q(grade__code__in=codes)
        parts[THREES_WON] = Q(grade__code__in=THREES, became_three=True)
        parts[TOTAL] = Q(pk__isnull=False)
        parts[ARRANGED] = Q(is_arranged=True)
        return parts

    def _annotated(self) -> QuerySet[Opportunity]:
        same = OuterRef("pk")
        plans = Activity.objects.planned().filter(opportunity=same, planned_on__lte=self.on)
        today = Activity.objects.executed().filter(opportunity=same, executed_on=self.on)
        number = today.order_by().values("opportunity").annotate(number=Count("pk"))
        changes = OpportunityChange.objects.filter(
            opportunity=same, changed_on=self.on, grade__code__in=THREES
        )
        # Those that only a policy moved, or that were of the class before, are not won.
        earlier = OpportunityChange.objects.filter(
            opportunity=OuterRef("opportunity"), pk__lt=OuterRef("pk"), grade__isnull=False
        ).order_by("-changed_on", "-pk")
        was = Coalesce(Subquery(earlier.values("grade__code")[:1]), Value(""))
        changes = changes.annotate(was=was).exclude(was__in=THREES)
        return _stock([self.person.pk]).annotate(
            since=Coalesce("last_contact_on", "assigned_on"),
            is_planned=Exists(plans),
            contacts_today=Subquery(number.values("number")),
            became_three=Exists(changes),
            is_arranged=_arranged(self.on),
        )

    def rows(self, part: str) -> QuerySet[Opportunity] | None:
        """The customers of a list, the hottest class first and who waited longest; ``None`` is no such list."""
        if part not in self._parts:
            return None
        found = self._annotated().filter(self._parts[part])
        related = found.select_related("customer__consultant", "grade", "consultant", "store")
        return related.order_by("grade__sort_order", "since", "pk")

    def counts(self) -> dict[str, int]:
        """``{list: how many customers are in it}``, in one query."""
        named = dict(enumerate(self._parts))
        wanted = {f"part_{n}": Count("pk", filter=self._parts[part]) for n, part in named.items()}
        found = self._annotated().aggregate(**wanted)
        return {part: found[f"part_{n}"] for n, part in named.items()}

    @cached_property
    def _spans(self) -> dict[str, Q]:
        noon = self._moment(NOON)
        spans = {
            MORNING: Q(executed_at__lt=noon),
            AFTERNOON: Q(executed_at__gte=noon),
            DAY: Q(),
        }
        for block in self.laid_out.blocks:
            spans[f"done-{block.key}"] = Q(
                executed_at__gte=self._moment(block.start),
                executed_at__lt=self._moment(block.end),
            )
        return spans

    def _moment(self, at: time) -> datetime:
        return datetime.combine(self.on, at, self.zone)

    def contacts(self, part: str) -> QuerySet[Activity] | None:
        """The effective contacts of the day behind a counter, the latest first; ``None`` is no such counter."""
        if part not in self._spans:
            return None
        rows = self._done().filter(self._spans[part])
        rows = rows.annotate(parts=Count("note_parts"))
        return rows.select_related("opportunity__customer", "opportunity__grade").order_by(
            "-executed_at", "-pk"
        )

    def done(self) -> dict[str, int]:
        """``{counter: effective contacts}`` of the day, in one query."""
        named = dict(enumerate(self._spans))
        wanted = {f"span_{n}": Count("pk", filter=self._spans[part]) for n, part in named.items()}
        found = self._done().aggregate(**wanted)
        return {part: found[f"span_{n}"] for n, part in named.items()}

    def _done(self) -> QuerySet[Activity]:
        rows = Activity.objects.executed().filter(consultant=self.person, is_effective=True)
        return rows.filter(executed_on=self.on, ended_on=self.on)

    def stock(self, counts: dict[str, int]) -> list[ClassStock]:
        """Each class with what the person holds of it."""
        return [ClassStock(grade, counts[f"class-{grade.code}"]) for grade in self.classes]


def desk_of(person: User, *, on: date) -> Desk | None:
    """The desk of a person, or ``None`` where they work by other grades."""
    classes = desk_policies([person], on=on).get(person.pk)
    return Desk(person, classes, on=on) if classes else None


def with_next_plans(rows: list[Opportunity]) -> list[Opportunity]:
    """Each row gets ``plan``: the one that a contact now carries out, or ``None``."""
    plans = Activity.objects.planned().filter(opportunity__in=[row.pk for row in rows])
    first: dict[int, Activity] = {}
    for plan in plans.order_by("planned_on", "pk"):
        first.setdefault(plan.opportunity_id, plan)
    for row in rows:
        row.plan = first.get(row.pk)
    return rows


def marked_for(viewer: User, contacts: list[Activity]) -> list[Activity]:
    """Each contact says whether its customer ``is_open`` to the viewer: others have some of them since (R1.3)."""
    keys = [contact.opportunity_id for contact in contacts]
    seen = set(
        Opportunity.objects.visible_to(viewer).filter(pk__in=keys).values_list("pk", flat=True)
    )
    for contact in contacts:
        contact.is_open = contact.opportunity_id in seen
    return contacts


# A customer comes, or is gone to.
VISITS = (Mode.STORE_VISIT, Mode.HOME_VISIT, Mode.TEST_DRIVE)


def visits_ahead(person: User, *, on: date, until: date):
    """The planned visits after ``on`` up to ``until``, each saying whether it ``is_agreed`` for its day."""
    agreed = VisitConfirmation.objects.filter(
        activity=OuterRef("pk"), planned_on=OuterRef("planned_on")
    )
    rows = Activity.objects.planned().filter(consultant=person, mode__in=VISITS)
    rows = rows.filter(planned_on__gt=on, planned_on__lte=until)
    related = rows.select_related("opportunity__customer__consultant", "opportunity__grade")
    return related.annotate(is_agreed=Exists(agreed)).order_by("planned_on", "pk")


def next_working_day(desk: Desk) -> date:
    """Until when visits are agreed today: tomorrow, or over days off the next day of work."""
    return day_count(desk.policy, on=desk.on).first_counted(desk.on + ONE_DAY)
