"""Whom a consultant must contact: read from the deadlines, so that a count equals its list (R4.4, R10.1)."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, F, OuterRef, Q, Subquery

from ..activities.models import Activity, ActivityState
from ..deadlines.models import Deadline
from ..deadlines.rules import WARN_AHEAD_DAYS, Kind
from ..workload.models import GradeDay

AHEAD_DAYS = 7
SOON_DAYS = 3
WARNING_KINDS = (
    Kind.CADENCE_BREACH,
    Kind.EXPIRED_OPPORTUNITY,
    Kind.NO_EFFECTIVE_CONTACT,
    Kind.MISSED_CALLBACK,
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


def _open(people):
    return Deadline.objects.filter(responsible__in=people, ended_on=None)


def _soon(on):
    """What breaks within ``SOON_DAYS``; the thirty days are announced from the twentieth (R7)."""
    soon = Q(kind__in=WARNING_KINDS, due_on__lte=on + timedelta(days=SOON_DAYS))
    neglect = Q(kind=Kind.NO_EFFECTIVE_CONTACT, due_on__lte=on + timedelta(days=WARN_AHEAD_DAYS))
    return soon | neglect


def parts(on):
    """What each part of the worklist holds, as conditions on open deadlines.

    ``BY_HOUR``: all that is due by today, in the order that the store suggests for a day (R4.11).

    ``BREAKING``: intervals and purchase dates of which tonight's or tomorrow night's audit makes
    findings, so that each is announced a whole day ahead (R10).
    """
    plan = Q(kind=Kind.OVERDUE_ACTIVITY)
    ahead = on + timedelta(days=AHEAD_DAYS)
    return {
        SHOW_ALL: plan & Q(due_on__lte=ahead) | Q(kind=Kind.MISSING_NEXT_PLAN),
        OVERDUE: plan & Q(due_on__lt=on),
        TODAY: plan & Q(due_on=on),
        BY_HOUR: plan & Q(due_on__lte=on),
        NEXT: plan & Q(due_on__gt=on, due_on__lte=ahead),
        NO_PLAN: Q(kind=Kind.MISSING_NEXT_PLAN),
        WARNINGS: _soon(on) & Q(breaks_on__gte=on),
        BREAKING: Q(
            kind__in=(Kind.CADENCE_BREACH, Kind.EXPIRED_OPPORTUNITY, Kind.MISSED_CALLBACK),
            breaks_on__range=(on, on + timedelta(days=1)),
        ),
    }


def worklist(people, part, *, on):
    """The open deadlines of a part of the worklist, the most urgent first; see ``parts``."""
    rows = ready_to_show(_open(people).filter(parts(on)[part]))
    usual = ("due_on", "activity__priority", "opportunity__grade__sort_order", "pk")
    if part != BY_HOUR:
        return rows.order_by(*usual)
    block = GradeDay.objects.filter(
        store=OuterRef("opportunity__store"), grade=OuterRef("opportunity__grade")
    )
    rows = rows.annotate(
        from_time=Subquery(block.values("from_time")), to_time=Subquery(block.values("to_time"))
    )
    return rows.order_by(F("from_time").asc(nulls_last=True), "to_time", *usual)


def count_worklist(people, *, on):
    """``{part: number}`` of the same rows, in one query."""
    wanted = {name: Count("pk", filter=part) for name, part in parts(on).items()}
    return _open(people).aggregate(**wanted)


def open_plans(visible):
    """The open plans among ``visible`` deadlines, by day."""
    rows = visible.filter(kind=Kind.OVERDUE_ACTIVITY, ended_on=None)
    return ready_to_show(rows).order_by("due_on", "activity__priority", "pk")


def ready_to_show(rows):
    """With all that a row of a worklist shows."""
    return with_last_content(
        rows.select_related(
            "activity__planned_by",
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
    rows = Deadline.objects.filter(_soon(on), opportunity__in=found, ended_on=None)
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


def day_progress(person, counts, *, on):
    """How far the day is; ``counts`` are those of ``count_worklist``."""
    done = Activity.objects.executed().filter(consultant=person, ended_on=on).count()
    return Progress(done=done, left=counts[OVERDUE] + counts[TODAY])
