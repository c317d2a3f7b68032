"""What an absence does to the plans, before it is done; who may decide on it (R4.7)."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Count

from accounts.people.models import Role
from foundation.history import recorded_changes
from leads.grading.queries import days_without_work, policy_in_force

from ..activities.models import Activity
from ..calendars.models import Absence, AbsenceState, PlanHandling
from .models import AbsencePlan
from .rules import Item, days_after, days_before, spread


@dataclass(frozen=True)
class PlanMove:
    """A plan of the days of an absence and its new day; ``None`` where it is too late for one.

    ``is_new``: the request did not say so, since the plan is new or has changed meanwhile.
    """

    activity: Activity
    from_on: date
    to_on: date | None
    is_new: bool = False


def may_decide(user, absence):
    """The person's manager or a director of the store decides, nobody on their own (R4.7).

    For an ``absence`` that the user may see.
    """
    return user.role in (Role.MANAGER, Role.DIRECTOR) and absence.user_id != user.pk


def earliest_end(absence, *, on):
    """The first day on which a begun absence can end: what the audits have judged stays (R4.7)."""
    return max(absence.from_on, on - timedelta(days=1))


def may_be_shortened(absence, *, on):
    """Whether it has begun, has days left that can count again, and no shorter one is asked for."""
    return (
        absence.state == AbsenceState.APPROVED
        and absence.from_on <= on
        and earliest_end(absence, on=on) < absence.to_on
        and not absence.shortened_by.filter(state=AbsenceState.REQUESTED).exists()
    )


def moved_by(absence):
    """The plans that the absence moved and that are still open: they stay when it ends earlier."""
    rows = Activity.objects.planned().filter(absence_plans__absence=absence)
    related = rows.select_related("opportunity__customer", "opportunity__grade")
    return related.order_by("planned_on", "pk")


def to_decide(user):
    """The requests that wait for the user's decision."""
    if user.role not in (Role.MANAGER, Role.DIRECTOR):
        return Absence.objects.none()
    return Absence.objects.visible_to(user).filter(state="requested").exclude(user=user)


def affected_plans(users, from_on, to_on):
    """The people's open plans on these days, by day."""
    days = from_on, to_on
    plans = Activity.objects.planned().filter(consultant__in=users, planned_on__range=days)
    related = plans.select_related("opportunity__customer", "opportunity__grade")
    return related.order_by("planned_on", "opportunity__grade__sort_order", "pk")


class Workdays:
    """The days on which a person works: not on an absence, nor on a day off that the store keeps.

    ``spans``: the person's approved absences, where they have been read.
    """

    def __init__(self, user, from_on, to_on, *, on, spans=None):
        if spans is None:
            rows = Absence.objects.approved().filter(user=user)
            spans = rows.values_list("from_on", "to_on")
        self.absences = [(from_on, to_on), *spans]
        self.user, self.on = user, on
        self.years = min(on, from_on).year, to_on.year + 1

    @cached_property
    def off(self):
        store = self.user.store
        policy = policy_in_force(store, on=self.on, person=self.user) if store else None
        return days_without_work(policy, *self.years) if policy else ()

    def is_away(self, day):
        return any(start <= day <= end for start, end in self.absences)

    def works(self, day):
        return not self.is_away(day) and day not in self.off


def plan_moves(user, from_on, to_on, plans, *, on, kept=None):
    """``[PlanMove]`` of an absence, as of ``on``, hot customers first on days with room.

    ``kept``: ``{activity: (from_on, to_on)}`` as a request says; what still holds of it stays.
    """
    affected = affected_plans([user], from_on, to_on)
    workdays = Workdays(user, from_on, to_on, on=on)
    return _moves(user, from_on, to_on, plans, list(affected), workdays, on=on, kept=kept)


def _moves(user, from_on, to_on, plans, affected, workdays, *, on, kept=None):
    found = {}
    for plan in affected:
        before, day = (kept or {}).get(plan.pk, (None, None))
        if before == plan.planned_on and day >= on and not workdays.is_away(day):
            found[plan.pk] = day
    items = [
        Item(plan.pk, plan.opportunity.grade.sort_order, plan.planned_on)
        for plan in affected
        if plan.pk not in found
    ]
    spreading = _spread(user, from_on, to_on, plans, items, found, workdays, on) if items else {}
    return [
        PlanMove(
            plan,
            plan.planned_on,
            found.get(plan.pk) or spreading.get(plan.pk),
            is_new=kept is not None and plan.pk not in found,
        )
        for plan in affected
    ]


def _spread(user, from_on, to_on, plans, items, found, workdays, on):
    forward = plans == PlanHandling.PULL_FORWARD
    if forward:
        days = days_before(from_on, today=on, works=workdays.works)
    else:
        days = days_after(to_on, today=on, works=workdays.works)
    if not days:
        return {}
    rows = Activity.objects.planned().filter(consultant=user, planned_on__in=days)
    load = dict(rows.order_by().values_list("planned_on").annotate(Count("pk")))
    return spread(items, days, load=Counter(load) + Counter(found.values()), latest=forward)


def moves_of(absence, *, on):
    """``[PlanMove]`` of a request, as it would be approved on ``on``; a shorter absence moves none."""
    return moves_of_all({absence: on})[absence]


def moves_of_all(days):
    """``{absence: moves_of}`` for ``{absence: on}``; only what is to be spread anew is read one by one."""
    moving = [absence for absence in days if not absence.replaces_id]
    kept, plans, spans = defaultdict(dict), defaultdict(list), defaultdict(list)
    for row in AbsencePlan.objects.filter(absence__in=moving):
        kept[row.absence_id][row.activity_id] = row.from_on, row.to_on
    if moving:
        users = {absence.user_id for absence in moving}
        first, last = min(a.from_on for a in moving), max(a.to_on for a in moving)
        for plan in affected_plans(users, first, last):
            plans[plan.consultant_id].append(plan)
        approved = Absence.objects.approved().filter(user__in=users)
        for user, *span in approved.values_list("user", "from_on", "to_on"):
            spans[user].append(span)
    found = {absence: [] for absence in days}
    for absence in moving:
        user, span, on = absence.user, (absence.from_on, absence.to_on), days[absence]
        affected = [p for p in plans[user.pk] if span[0] <= p.planned_on <= span[1]]
        workdays = Workdays(user, *span, on=on, spans=spans[user.pk])
        found[absence] = _moves(
            user, *span, absence.plans, affected, workdays, on=on, kept=kept[absence.pk]
        )
    return found


def recorded_absence_changes(rows):
    """The history ``rows`` of absences: asked for why, decided by whom and why (R4.7)."""
    return recorded_changes(
        Absence, rows, ("state", "from_on", "to_on"), reason_of=_reason_of_absence
    )


def _reason_of_absence(row):
    return row.reason if row.state == AbsenceState.REQUESTED else row.decision_reason
