"""The closing-time board: each number is the length of a list, and both come from ``rows_of`` (R4.11)."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Count, F, Q

from accounts.access import staff_visible_to, stores_of
from accounts.models import Role, User
from followups.models import Activity, ActivityMove, ActivityState

from .sham import signs_on

PLANNED, DONE, LEFT, EFFECTIVE = "planned", "done", "left", "effective"
STRETCHED, MOVED, SIGNS = "stretched", "moved", "signs"
TO_REVIEW, FINDINGS = "to_review", "findings"
ROWS = (PLANNED, DONE, LEFT, EFFECTIVE, STRETCHED, MOVED, SIGNS)


def team_of(user):
    """The consultants whose evening the user looks at: their team, a director's store (R1.3)."""
    return staff_visible_to(user).filter(role=Role.CONSULTANT).order_by("full_name", "pk")


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
    if number == SIGNS:
        return rows.filter(pk__in=list(signs_on(visible, people, on=on)))
    return rows.filter(_conditions(on)[number])


def review_queue(user, people, *, on):
    """What ``people`` recorded on the date and the user has not reviewed, in the order of the evening."""
    rows = rows_of(user, people, DONE, on=on).exclude(reviews__by=user)
    return rows.order_by("consultant__full_name", "consultant", "executed_at", "pk")


def findings_day(on, today):
    """The date whose findings the board shows: of a day not yet audited, those of the night before."""
    return on - timedelta(days=1) if on >= today else on


def board_numbers(user, people, *, on, today):
    """``{person: {number: count}}`` in a fixed number of queries."""
    numbers = defaultdict(lambda: defaultdict(int))
    wanted = {name: rows_of(user, people, name, on=on) for name in ROWS if name != SIGNS}
    wanted[TO_REVIEW] = review_queue(user, people, on=on)
    for name, rows in wanted.items():
        for person, count in rows.order_by().values_list("consultant").annotate(Count("pk")):
            numbers[person][name] = count
    signed = rows_of(user, people, SIGNS, on=on)
    for person, count in signed.order_by().values_list("consultant").annotate(Count("pk")):
        numbers[person][SIGNS] = count
    for person, count in _findings(user, people, findings_day(on, today)):
        numbers[person][FINDINGS] = count
    return numbers


def _findings(user, people, on):
    """Counted by the relation: the findings themselves belong to a layer above."""
    theirs = {"findings__opened_on": on, "findings__store__in": stores_of(user)}
    rows = User.objects.filter(pk__in=people, **theirs)
    return rows.order_by().values_list("pk").annotate(Count("findings"))
