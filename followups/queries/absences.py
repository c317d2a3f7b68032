"""What an absence does to the plans, before it is done; who may decide on it (R4.7)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from django.db.models import Count

from accounts.models import Role
from accounts.workdays import days_off
from followups.models import Absence, AbsenceState, Activity, PlanHandling
from followups.rules.spreading import Item, days_after, days_before, spread
from leads.services.intent import policy_in_force


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
    """The person's manager or a director of his store decides, nobody on his own (R4.7).

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


def affected_plans(user, from_on, to_on):
    """The person's open plans on these days, by day."""
    plans = Activity.objects.planned().filter(consultant=user, planned_on__range=(from_on, to_on))
    related = plans.select_related("opportunity__customer", "opportunity__grade")
    return related.order_by("planned_on", "opportunity__grade__sort_order", "pk")


class Workdays:
    """The days on which a person works: not on an absence, nor on a day off that his store keeps."""

    def __init__(self, user, from_on, to_on, *, on):
        spans = Absence.objects.approved().filter(user=user).values_list("from_on", "to_on")
        self.absences = [(from_on, to_on), *spans]
        policy = policy_in_force(user.store, on=on) if user.store else None
        working = policy is not None and policy.counts_working_days
        first = min(on, from_on)
        self.off = days_off(first.year, to_on.year + 1) if working else ()

    def is_away(self, day):
        return any(start <= day <= end for start, end in self.absences)

    def works(self, day):
        return not self.is_away(day) and day not in self.off


def plan_moves(user, from_on, to_on, plans, *, on, kept=None):
    """``[PlanMove]`` of an absence, as of ``on``, hot customers first on days with room.

    ``kept``: ``{activity: (from_on, to_on)}`` as a request says; what still holds of it stays.
    """
    affected = list(affected_plans(user, from_on, to_on))
    workdays = Workdays(user, from_on, to_on, on=on)
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
    if absence.replaces_id:
        return []
    rows = absence.proposed_plans.values_list("activity_id", "from_on", "to_on")
    kept = {activity: (before, day) for activity, before, day in rows}
    return plan_moves(absence.user, absence.from_on, absence.to_on, absence.plans, on=on, kept=kept)


def fingerprint(moves):
    """A word that differs where the moves differ: what is approved is what was shown."""
    text = " ".join(f"{move.activity.pk}:{move.from_on}:{move.to_on}" for move in moves)
    return sha256(text.encode()).hexdigest()[:16]
