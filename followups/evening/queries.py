"""The closing-time board, the review queue, one reviewed contact, red flags (R4.9, R4.11)."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from foundation.registry import Registry
from leads.opportunities.models import Opportunity, OpportunityChange
from leads.opportunities.queries import Windows

from ..activities.models import Activity, ActivityMove, ActivityState
from ..activities.rules import NOT_REACHED, next_due
from ..calendars.queries import Calendars
from ..cards.queries import rank
from ..deadlines.rules.kinds import PolicyTerms
from .rules import Entry, PlanMade, red_flags_of

PLANNED, DONE, LEFT, EFFECTIVE = "planned", "done", "left", "effective"
STRETCHED, MOVED, RED_FLAGS = "stretched", "moved", "signs"
TO_REVIEW = "to_review"
ROWS = (PLANNED, DONE, LEFT, EFFECTIVE, STRETCHED, MOVED, RED_FLAGS)


@dataclass(frozen=True)
class Column:
    """A number of the board that an app above counts, shown as a tile as well.

    ``day``: the date it is counted for, from the evening's and today's; ``count(user, people, day)``
    yields keys of people with their number; ``address(person, day)``: its rows, of one person or of all.
    """

    code: str
    label: str
    tile: str
    hint: Callable[[date], str]
    day: Callable[[date, date], date]
    count: Callable[[User, list[int], date], Iterable[tuple[int, int]]]
    address: Callable[[int | None, date], str]


columns: Registry[Column] = Registry()


def _count_out_of_step(user, people, on):
    rows = Opportunity.objects.visible_to(user).in_use().filter(consultant__in=people)
    rows = Windows(on=on).out_of_step(rows)
    return rows.order_by().values_list("consultant").annotate(Count("pk"))


def _address_of_out_of_step(person, on):
    values = {"step": "out"} | ({"consultant": person} if person else {})
    return f"{reverse('leads:customer_list')}?{urlencode(values)}"


# Whose date no longer fits their grade (R3.3): as of today, whatever evening is looked at.
OUT_OF_STEP = Column(
    code="out_of_step",
    label=_("Date off"),
    tile=_("Date does not fit the grade"),
    hint=lambda day: "",
    day=lambda evening_on, today: today,
    count=_count_out_of_step,
    address=_address_of_out_of_step,
)


def _conditions(on):
    """What each number counts, for the business date ``on`` as it was when the day closed.

    ``left``: due by then and neither executed nor cancelled by then; a contact nobody planned is
    no plan, it is only among those done.
    """
    was_plan = Q(ended_on=None) | ~Q(ended_on=F("recorded_on"))
    moves = ActivityMove.objects.filter(moved_on=on, absence=None)
    due = Q(planned_on__lte=on)
    done = Q(state=ActivityState.EXECUTED, ended_on=on)
    return {
        PLANNED: Q(planned_on=on) & was_plan & ~Q(state=ActivityState.CANCELLED),
        DONE: done,
        LEFT: due & Q(state=ActivityState.PLANNED)
        | due & Q(ended_on__gt=on, recorded_on__lte=on, recorded_on__lt=F("ended_on")),
        EFFECTIVE: done & Q(is_effective=True),
        STRETCHED: Q(is_stretched=True, recorded_on=on),
        MOVED: Q(pk__in=moves.values("activity")),
    }


def rows_of(user, people, number, *, on):
    """The activities that the number counts for ``people`` (keys of consultants)."""
    visible = Activity.objects.visible_to(user)
    rows = visible.filter(consultant__in=people)
    if number == RED_FLAGS:
        return rows.filter(pk__in=list(red_flags_on(visible, people, on=on)))
    return rows.filter(_conditions(on)[number])


def review_queue(user, people, *, on):
    """What ``people`` recorded on the date and the user has not reviewed, in the order of the evening."""
    rows = rows_of(user, people, DONE, on=on).exclude(reviews__by=user)
    return rows.order_by("consultant__full_name", "consultant", "executed_at", "pk")


def board_numbers(user, people, *, on, today):
    """``{person: {number: count}}`` in a fixed number of queries."""
    numbers = defaultdict(lambda: defaultdict(int))
    wanted = {name: rows_of(user, people, name, on=on) for name in ROWS if name != RED_FLAGS}
    wanted[TO_REVIEW] = review_queue(user, people, on=on)
    for name, rows in wanted.items():
        for person, count in rows.order_by().values_list("consultant").annotate(Count("pk")):
            numbers[person][name] = count
    signed = rows_of(user, people, RED_FLAGS, on=on)
    for person, count in signed.order_by().values_list("consultant").annotate(Count("pk")):
        numbers[person][RED_FLAGS] = count
    for column in columns:
        for person, count in column.count(user, people, column.day(on, today)):
            numbers[person][column.code] = count
    return numbers


EARLIER = 5


@dataclass
class Reviewed:
    activity: object
    before: object
    after: object
    earlier: list
    plans: list
    annotations: list
    recordings: list
    red_flags: set

    @property
    def direction(self):
        """Whether the grade rose ("up"), fell ("down") or stayed ("")."""
        if not self.before or not self.after or rank(self.before) == rank(self.after):
            return ""
        return "up" if rank(self.after) < rank(self.before) else "down"


def load_review(user, activity):
    opportunity = activity.opportunity_id
    rows = Activity.objects.visible_to(user).filter(opportunity=opportunity)
    earlier = rows.executed().filter(
        Q(executed_on__lt=activity.executed_on)
        | Q(executed_on=activity.executed_on, pk__lt=activity.pk)
    )
    before, after = _grades(activity)
    red_flags = red_flags_on(
        Activity.objects.visible_to(user), [activity.consultant_id], on=activity.ended_on
    )
    return Reviewed(
        activity=activity,
        before=before,
        after=after,
        earlier=_shown(earlier.order_by("-executed_on", "-pk")[:EARLIER]),
        plans=list(rows.planned().select_related("planned_by").order_by("planned_on", "pk")),
        annotations=list(activity.annotations.select_related("author")),
        recordings=list(activity.recordings.select_related("added_by")),
        red_flags=red_flags.get(activity.pk, set()),
    )


def _shown(activities):
    activities = list(activities.select_related("consultant").prefetch_related("moves__by"))
    for activity in activities:
        activity.shown_on = activity.executed_on
    return activities


def _grades(activity):
    """The grade before and after the contact (R3.4)."""
    changes = OpportunityChange.objects.filter(
        opportunity=activity.opportunity_id,
        grade__isnull=False,
        changed_on__lte=activity.ended_on,
    )
    before = after = None
    for change in changes.select_related("grade").order_by("changed_on", "pk"):
        before, after = after, change.grade
        if change.activity_id == activity.pk:
            return before or after, after
    return after, after


COMPARED_LENGTH = 300


def red_flags_between(visible, people, *, start, end):
    """``{(person, day): {activity: red flags}}`` of what ``people`` recorded, both days included.

    ``visible``: the activities that the reader may see; ``people``: keys of consultants.
    """
    days = defaultdict(lambda: ([], []))
    for key, entry in _entries(visible, people, start, end):
        days[key][0].append(entry)
    for key, plan in _plans(visible, people, start, end):
        days[key][1].append(plan)
    found = {key: red_flags_of(entries, plans) for key, (entries, plans) in days.items()}
    return {key: flags for key, flags in found.items() if flags}


def red_flags_on(visible, people, *, on):
    """``{activity: red flags}`` of one day."""
    by_person = red_flags_between(visible, people, start=on, end=on)
    return {pk: flags for found in by_person.values() for pk, flags in found.items()}


def _entries(visible, people, start, end):
    rows = visible.executed().filter(consultant__in=people, ended_on__range=(start, end))
    values = ("consultant_id", "ended_on", "pk", "executed_at", "said", "result")
    rows = rows.annotate(said=Left("content", COMPARED_LENGTH)).values_list(*values)
    for person, day, pk, at, said, result in rows:
        yield (person, day), Entry(pk, at, said, result not in NOT_REACHED)


def _plans(visible, people, start, end):
    """The plans made on these days, other than those for the same day, with their last good day."""
    rows = (
        visible.filter(consultant__in=people, recorded_on__range=(start, end))
        .filter(planned_on__gt=F("recorded_on"))
        .exclude(state=ActivityState.CANCELLED)
        .select_related("opportunity__grade__policy")
    )
    rows = list(rows)
    calendars = Calendars({plan.consultant_id for plan in rows})
    for plan in rows:
        grade = plan.opportunity.grade
        policy = PolicyTerms(counts_working_days=grade.policy.counts_working_days)
        days = calendars.days_on(plan.recorded_on)(plan.consultant_id, policy)
        last_on = next_due(plan.recorded_on, grade.terms, days)
        yield (plan.consultant_id, plan.recorded_on), PlanMade(plan.pk, plan.planned_on, last_on)
