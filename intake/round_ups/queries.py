"""What was planned and done in a span, which classes moved, what was won, who is key tomorrow (R12.8)."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery

from accounts.people.models import User
from followups.activities.models import Activity, ActivityState, Result
from foundation.dates import ONE_DAY
from leads.grading.models import Grade
from leads.grading.queries import day_count, policy_in_force
from leads.opportunities.models import Opportunity, OpportunityChange
from orders.orders.models import Order

from ..desk.rules import KEY
from ..invitations.models import KeptInvitation
from .models import WEEK, RoundUp

# Who is looked at first tomorrow, and how many of them are named.
HOT = ("1", "2", *KEY)
NAMED = 12


def span_of(kind: str, on: date) -> tuple[date, date]:
    """The day itself, or its week from Monday on; a week that has only begun is the one before."""
    if kind != WEEK:
        return on, on
    monday = on - timedelta(days=on.weekday())
    if on.weekday() < 4:
        return monday - timedelta(days=7), monday - ONE_DAY
    return monday, monday + timedelta(days=6)


def facts_of(person: User, *, start: date, end: date) -> dict[str, Any]:
    """The facts of both days and those between, as plain values, in a fixed number of queries."""
    span = (start, end)
    was_plan = Q(ended_on=None) | ~Q(ended_on=F("recorded_on"))
    standing = ~Q(state=ActivityState.CANCELLED)
    done = Q(state=ActivityState.EXECUTED, ended_on__range=span)
    rows = Activity.objects.filter(consultant=person)
    told = rows.aggregate(
        planned=Count("pk", filter=Q(planned_on__range=span) & was_plan & standing),
        done=Count("pk", filter=done),
        effective=Count("pk", filter=done & Q(is_effective=True)),
        left=Count("pk", filter=Q(state=ActivityState.PLANNED, planned_on__lte=end)),
        invited=Count("pk", filter=done & Q(result=Result.APPOINTMENT)),
    )
    kept = KeptInvitation.objects.standing().filter(inviter=person, on__range=span)
    ordered = Order.objects.standing().filter(ordered_on__range=span)
    invited = Q(
        opportunity__kept_invitations__inviter=person,
        opportunity__kept_invitations__struck_at=None,
    )
    own = Q(opportunity__consultant=person) | invited
    return {
        **told,
        **_movements(person, span),
        "came": kept.order_by().values("customer").distinct().count(),
        "ordered": ordered.filter(own).order_by().values("pk").distinct().count(),
        "key": _key_customers(person, after=end),
    }


def _movements(person: User, span: tuple[date, date]) -> dict[str, Any]:
    """``{"up": [[from, to, number]], "down": …}`` of the classes that the person moved."""
    earlier = OpportunityChange.objects.filter(
        opportunity=OuterRef("opportunity"), pk__lt=OuterRef("pk"), grade__isnull=False
    ).order_by("-changed_on", "-pk")
    rows = OpportunityChange.objects.filter(
        changed_on__range=span, by=person, grade__isnull=False, activity_id__isnull=False
    )
    moved = rows.annotate(was=Subquery(earlier.values("grade")[:1])).exclude(was=None)
    counted = list(
        moved.exclude(was=F("grade"))
        .order_by()
        .values_list("was", "grade")
        .annotate(number=Count("pk"))
    )
    grades = Grade.objects.in_bulk({key for was, now, _n in counted for key in (was, now)})
    found: dict[str, list[list[Any]]] = {"up": [], "down": []}
    for was, now, number in counted:
        before, after = grades[was], grades[now]
        if before.code == after.code:
            continue
        rises = (not after.is_ordered, after.sort_order) < (
            not before.is_ordered,
            before.sort_order,
        )
        found["up" if rises else "down"].append([before.code, after.code, number])
    for part in found.values():
        part.sort()
    return found


def _key_customers(person: User, *, after: date) -> list[dict[str, Any]]:
    """Who is planned for the next day of work, of the hot and the key classes; nobody's name is kept (R11.4)."""
    policy = policy_in_force(person.store, on=after, person=person)
    day = day_count(policy, on=after).first_counted(after + ONE_DAY)
    plans = Activity.objects.planned().filter(
        consultant=person, planned_on__gt=after, planned_on__lte=day
    )
    rows = plans.filter(opportunity__grade__code__in=HOT).order_by(
        "opportunity__grade__sort_order", "planned_on", "pk"
    )
    found = dict(rows.values_list("opportunity_id", "opportunity__grade__code")[: 2 * NAMED])
    return [{"opportunity": key, "code": code} for key, code in list(found.items())[:NAMED]]


def shown_to(viewer: User, facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Facts whose key customers carry ``customer``, the card, and its present ``name`` (R11.4).

    Only where the viewer may open it (R1.3); otherwise both are ``None``.
    """
    keys = {each["opportunity"] for one in facts for each in one.get("key", ())}
    rows = Opportunity.objects.visible_to(viewer).filter(pk__in=keys)
    values = rows.values_list("pk", "customer", "customer__name")
    open_to = {key: {"customer": card, "name": name} for key, card, name in values}
    hidden = {"customer": None, "name": None}
    return [
        one | {"key": [each | open_to.get(each["opportunity"], hidden) for each in one["key"]]}
        for one in facts
    ]


def written(person: User, kind: str, *, on: date) -> RoundUp | None:
    """What the person wrote of the span that ends on the date, the week's Sunday."""
    return RoundUp.objects.filter(person=person, kind=kind, on=on).first()
