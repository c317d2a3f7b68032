"""Whom a consultant must contact: read from the deadlines, so that a count equals its list (R4.4, R10.1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, zip_longest
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, OuterRef, Q, Subquery, Window
from django.utils.translation import gettext as _

from accounts.access.queries import today_for
from accounts.people.models import User
from foundation.prepared import in_one_row, prepared
from leads.opportunities.queries import Windows

from ..activities.models import Activity, ActivityState
from ..annotations.queries import annotations_for
from ..deadlines.models import Deadline
from ..deadlines.rules.kinds import Kind
from ..deadlines.rules.warnings import WARN_AHEAD_DAYS
from ..workload.models import GradeDay
from ..workload.queries import full_days, has_blocks
from .rules import with_beside

PER_PAGE = 25
FIRST_ANNOTATIONS = 5
MOST_CHIPS = 4
AHEAD_DAYS = 7
SOON_DAYS = 3
WARNING_KINDS = (
    Kind.CADENCE_BREACH,
    Kind.EXPIRED_OPPORTUNITY,
    Kind.NO_EFFECTIVE_CONTACT,
    *Kind.BY_THE_HOUR,
)

# The parts of the worklist.
SHOW_ALL = "all"
OVERDUE = "overdue"
TODAY = "today"
NEXT = "next"
NO_PLAN = "no_plan"
WARNINGS = "warnings"
BREAKING = "breaking"
BY_HOUR = "by_hour"

BY_CUSTOMER = (SHOW_ALL, WARNINGS)
# The most urgent first; of two things on one day the plan, since it is what one carries out.
URGENT = (
    "due_on",
    F("activity__priority").asc(nulls_last=True),
    "opportunity__grade__sort_order",
    "pk",
)


def _open(person):
    return Deadline.objects.filter(responsible=person, ended_on=None)


def _soon(on):
    """What breaks within ``SOON_DAYS``; the thirty days are announced from the twentieth (R7)."""
    soon = Q(kind__in=WARNING_KINDS, due_on__lte=on + timedelta(days=SOON_DAYS))
    neglect = Q(kind=Kind.NO_EFFECTIVE_CONTACT, due_on__lte=on + timedelta(days=WARN_AHEAD_DAYS))
    return soon | neglect


def parts(on):
    """What each part of the worklist holds, as conditions on open deadlines.

    ``SHOW_ALL`` and ``WARNINGS`` have one row a customer, of what is most urgent about them.

    ``BY_HOUR``: all that is due by today, in the order that the store suggests for a day (R4.11).

    ``BREAKING``: intervals and purchase dates of which tonight's or tomorrow night's audit makes
    findings, so that each is announced a whole day ahead (R10).
    """
    plan = Q(kind=Kind.OVERDUE_ACTIVITY)
    ahead = on + timedelta(days=AHEAD_DAYS)
    warned = _soon(on) & Q(breaks_on__gte=on)
    return {
        SHOW_ALL: plan & Q(due_on__lte=ahead) | Q(kind=Kind.MISSING_NEXT_PLAN) | warned,
        OVERDUE: plan & Q(due_on__lt=on),
        TODAY: plan & Q(due_on=on),
        BY_HOUR: plan & Q(due_on__lte=on),
        NEXT: plan & Q(due_on__gt=on, due_on__lte=ahead),
        NO_PLAN: Q(kind=Kind.MISSING_NEXT_PLAN),
        WARNINGS: warned,
        BREAKING: Q(
            kind__in=(Kind.CADENCE_BREACH, Kind.EXPIRED_OPPORTUNITY, *Kind.BY_THE_HOUR),
            breaks_on__range=(on, on + timedelta(days=1)),
        ),
    }


def worklist(person, part, *, on):
    """The open deadlines of a part of the worklist, the most urgent first; see ``parts``."""
    wanted = _open(person).filter(parts(on)[part])
    rows = ready_to_show(wanted)
    if part in BY_CUSTOMER:
        same = wanted.filter(opportunity__customer=OuterRef("opportunity__customer"))
        rows = rows.filter(pk=Subquery(same.order_by(*URGENT).values("pk")[:1]))
    if part != BY_HOUR:
        return rows.order_by(*URGENT)
    block = GradeDay.objects.filter(
        store=OuterRef("opportunity__store"), grade=OuterRef("opportunity__grade")
    )
    rows = rows.annotate(
        from_time=Subquery(block.values("from_time")), to_time=Subquery(block.values("to_time"))
    )
    return rows.order_by(F("from_time").asc(nulls_last=True), "to_time", *URGENT)


@prepared
def _first_page(part, person, on):
    return worklist(person, part, on=on)[:PER_PAGE]


def count_worklist(person, *, on):
    """``{part: number}`` of the same rows, in one query."""
    return _numbers.row(person=person, on=on)


@prepared
def _numbers(person, on):
    customer = "opportunity__customer"
    wanted = {
        name: Count(customer, distinct=True, filter=part)
        if name in BY_CUSTOMER
        else Count("pk", filter=part)
        for name, part in parts(on).items()
    }
    return in_one_row(_open(person), **wanted)


def open_plans(visible):
    """The open plans among ``visible`` deadlines, by day."""
    rows = visible.filter(kind=Kind.OVERDUE_ACTIVITY, ended_on=None)
    return ready_to_show(rows).order_by("due_on", "activity__priority", "pk")


def ready_to_show(rows):
    """With all that a row of a worklist shows."""
    return with_last_content(
        rows.select_related(
            "store",
            "activity__planned_by",
            "activity__companion",
            "responsible",
            "opportunity__customer__consultant",
            "opportunity__grade",
        )
    )


def with_last_content(rows):
    """Adds ``last_content``: what was said at the opportunity's last contact that has words."""
    last = (
        Activity.objects.filter(
            opportunity=OuterRef("opportunity_id"), state=ActivityState.EXECUTED
        )
        .exclude(content="")
        .order_by("-executed_on", "-pk")
    )
    return rows.annotate(last_content=Subquery(last.values("content")[:1]))


def warnings_for(opportunity_ids, *, on):
    """``{opportunity: [deadline, …]}``: rules that are broken or break soon."""
    found = {pk: [] for pk in opportunity_ids}
    if not found:
        return found
    rows = Deadline.objects.filter(_soon(on), opportunity__in=found, ended_on=None)
    rows = rows.select_related("activity", "store")
    for row in rows.order_by("due_on", "kind"):
        found[row.opportunity_id].append(row)
    return found


@dataclass(frozen=True)
class Progress:
    """A day's work (R4.11): ``left`` is what is overdue or due today, ``done`` what was recorded."""

    done: int
    left: int

    @property
    def planned(self):
        return self.done + self.left


@prepared
def _done(person, on):
    rows = Activity.objects.executed().filter(consultant=person, ended_on=on)
    return in_one_row(rows, number=Count("pk"))


def day_progress(person, counts, *, on):
    """How far the day is; ``counts`` are those of ``count_worklist``."""
    done = _done.row(person=person.pk, on=on)["number"]
    return Progress(done=done, left=counts[OVERDUE] + counts[TODAY])


class _Part(Paginator):
    """The pages of a part of a worklist, whose number of rows is known; the first has its SQL already."""

    def __init__(self, person, part, on, number):
        super().__init__(worklist(person, part, on=on) if number > PER_PAGE else [], PER_PAGE)
        self.count = number
        self._first = {"person": person, "on": on}
        self._part = part

    def page(self, number):
        if self.validate_number(number) > 1:
            return super().page(number)
        rows = list(_first_page(self._part, **self._first)) if self.count else []
        return self._get_page(rows, 1, self)


@prepared
def _unread(person):
    """The first of what the person has yet to read, each with how many there are."""
    rows = annotations_for(person).unread_by(person)
    return rows.annotate(number=Window(Count("pk")))[:FIRST_ANNOTATIONS]


def worklist_page(user: User, *, now: datetime, part: str, page: str | None) -> dict[str, Any]:
    """Who must I contact today: overdue first, then today, then the next days.

    ``part``: a part of the worklist, else the whole; ``page``: the number of a page of it.
    """
    on = today_for(user, now)
    counts = count_worklist(user.pk, on=on)
    part = part if part in counts else SHOW_ALL
    rows = _Part(user.pk, part, on, counts[part]).get_page(page)
    unread = list(_unread(person=user.pk))
    found = {
        "today": on,
        "progress": day_progress(user, counts, on=on),
        "part": part,
        "parts": _parts(counts, part, has_blocks(user.store)),
        "page_obj": with_following(with_plans(with_warnings(rows, on))),
        "sections": _hours(rows) if part == BY_HOUR else _sections(rows, on),
        "annotations": unread,
        "unread": unread[0].number if unread else 0,
    }
    if part == SHOW_ALL and rows.number == 1:
        found["full_days"] = full_days(user, on=on)
    return found


def _parts(counts, chosen, has_blocks):
    """The chips above the list, at most ``MOST_CHIPS``; each says how many rows the list behind it has.

    What has no chip is in the whole list; a part that a reminder leads to takes the last place.
    """
    hidden = set() if has_blocks else {BY_HOUR}
    labels = [
        (SHOW_ALL, _("All"), ""),
        (OVERDUE, _("Overdue"), "bad"),
        (TODAY, _("Due today"), "warn"),
        (BY_HOUR, _("By the hour"), ""),
        (WARNINGS, _("At risk"), "warn"),
        (BREAKING, _("Breaks by tomorrow"), "bad"),
        (NO_PLAN, _("No next plan"), "bad"),
        (NEXT, _("Next days"), ""),
    ]
    found = [
        {
            "code": code,
            "label": label,
            "number": counts[code],
            "tone": tone,
            "is_current": code == chosen,
        }
        for code, label, tone in labels
        if (counts[code] and code not in hidden) or code in (SHOW_ALL, chosen)
    ]
    late = next((chip for chip in found[MOST_CHIPS:] if chip["is_current"]), None)
    return [*found[: MOST_CHIPS - 1], late] if late else found[:MOST_CHIPS]


def _sections(page, on):
    """The page's rows under the headings overdue, today and later."""
    labels = {True: _("Overdue"), False: _("Due today"), None: _("Next days")}
    keys = [None if row.due_on > on else row.due_on < on for row in page]
    return [
        {"label": labels[key], "rows": [row for _key, row in rows]}
        for key, rows in groupby(zip(keys, page, strict=True), key=lambda pair: pair[0])
    ]


def _hours(page):
    """The page's rows under the times that suit their grades best."""
    blocks = groupby(page, key=lambda row: (row.from_time, row.to_time))
    return [
        {"label": _block(from_time, to_time), "rows": list(rows)}
        for (from_time, to_time), rows in blocks
    ]


def _block(from_time, to_time):
    return f"{from_time:%H:%M} – {to_time:%H:%M}" if from_time else _("Any time")


def with_warnings(page, on):
    """Each row gets the other rules of its opportunity that broke or break soon.

    An overdue plan says already that the contact is late, so its cadence is left out. Each is told
    whether its expected date is out of step with its grade (R3.3).
    """
    if not page:
        return page
    windows = Windows(on=on)
    warnings = warnings_for([row.opportunity_id for row in page], on=on)
    for row in page:
        said = {Kind.CADENCE_BREACH} if row.due_on < on else set()
        # A row of a promised call shows its plan, and its hour only as a warning.
        said |= {row.kind} - set(Kind.BY_THE_HOUR)
        row.is_out_of_step = windows.is_out_of_step(row.opportunity)
        row.warnings = [w for w in warnings[row.opportunity_id] if w.kind not in said]
    return with_beside(page)


def with_plans(page):
    """Each row gets ``plan``: its own, else the next one of its opportunity, which a contact carries out."""
    if not page:
        return page
    plans = Activity.objects.planned().filter(opportunity__in=[row.opportunity_id for row in page])
    first = {}
    for plan in plans.order_by("planned_on", "pk"):
        first.setdefault(plan.opportunity_id, plan)
    for row in page:
        is_own = row.activity and row.activity.is_planned
        row.plan = row.activity if is_own else first.get(row.opportunity_id)
    return page


def with_following(page):
    """Each row gets ``next_customer``: whom one comes to once it is done."""
    rows = list(page)
    for row, following in zip_longest(rows, rows[1:]):
        row.next_customer = following and following.opportunity.customer_id
    return page
