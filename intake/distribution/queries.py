"""What the rules know of a store's people at a moment, in a fixed number of queries (R5.2)."""

from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Q

from accounts.people.models import Store, User
from followups.calendars.models import Absence
from foundation.registry import Registry
from leads.grading.queries import IntentReader, policies_of
from leads.opportunities.models import Opportunity, State

from ..arrivals.models import Lead, LeadState
from .models import Assignment, DistributionRule, Strength
from .rules import USUAL, Asked, Candidate, Hindrance, Ordered, Rule

# Who is on duty in a store on a date, in their order: `(store, on) -> [key] or None`, given by apps above.
rosters: Registry[Any] = Registry()


def rules_of(store: Store) -> list[Ordered]:
    """The rules of the store in their order, else the usual ones."""
    rows = DistributionRule.objects.filter(store=store).order_by("position", "pk")
    own = [Ordered(row.kind, row.floor, row.days) for row in rows]
    return own or [Ordered(kind) for kind in USUAL]


def candidates_of(
    store: Store, *, on: date, rules: list[Ordered], had: frozenset[int] = frozenset()
) -> list[Candidate]:
    """Everybody of the store who sells, each with what speaks for or against them on the date.

    ``had``: who had the lead before and gets it no more.
    """
    people = User.objects.consultants().filter(store=store).order_by("full_name", "pk")
    staff = list(people)
    keys = [person.pk for person in staff]
    roster = next((made for each in rosters if (made := each(store, on)) is not None), None)
    places = {person: place for place, person in enumerate(roster if roster else keys)}
    absent = set(
        Absence.objects.approved()
        .overlapping(on, on)
        .filter(user__in=keys)
        .values_list("user", flat=True)
    )
    last = dict(
        Assignment.objects.turns()
        .filter(store=store, person__in=keys)
        .order_by()
        .values_list("person")
        .annotate(Max("pk"))
    )
    loads, capacities = _loads(staff, on)
    records = _records(store, keys, on, rules)
    strengths = {row.person_id: row for row in Strength.objects.filter(person__in=keys)}
    found = []
    for person in keys:
        own = strengths.get(person)
        candidate = Candidate(
            person=person,
            place=places.get(person, len(places)),
            last=last.get(person, 0),
            got=records.get(person, (0, 0))[0],
            won=records.get(person, (0, 0))[1],
            open=loads.get(person, 0),
            capacity=capacities[person],
            models=tuple(own.car_models) if own else (),
            districts=tuple(own.districts) if own else (),
        )
        hindrance = ""
        if person in absent:
            hindrance = Hindrance.ABSENT
        elif person in had:
            hindrance = Hindrance.HAD_IT
        elif roster and person not in places:
            hindrance = Hindrance.OFF_SHIFT
        elif candidate.capacity is not None and candidate.open >= candidate.capacity:
            hindrance = Hindrance.FULL
        found.append(replace(candidate, hindrance=hindrance))
    return found


def asked_of(lead: Lead) -> Asked:
    """What the rules look at in the lead; by its number those who had them before."""
    earlier: tuple[int, ...] = ()
    if lead.phone:
        rows = Lead.objects.filter(store=lead.store_id, phone=lead.phone).exclude(pk=lead.pk)
        people = rows.exclude(assigned_to=None).order_by("-received_at", "-pk")
        earlier = tuple(dict.fromkeys(people.values_list("assigned_to", flat=True)[:10]))
    return Asked(model=lead.model, district=lead.district, earlier=earlier)


def inputs_of(rules: list[Ordered], candidates: list[Candidate], asked: Asked) -> dict[str, Any]:
    """What an assignment keeps, from which the rules give the same answer again."""
    return {
        "rules": [asdict(rule) for rule in rules],
        "candidates": [asdict(candidate) for candidate in candidates],
        "asked": asdict(asked),
    }


def _loads(people: list[User], on: date) -> tuple[dict[int, int], dict[int, int | None]]:
    """What each holds of the class in which a lead starts by their own policy, and its capacity (R3.2, R12.1)."""
    keys = [person.pk for person in people]
    policies = policies_of(people, on=on)
    starts = {policy: IntentReader(policy, on=on).unasked for policy in set(policies.values())}
    rows = Opportunity.objects.filter(
        consultant__in=keys,
        state=State.EXECUTING,
        grade__code__in={grade.code for grade in starts.values()},
    )
    loads: dict[int, int] = {}
    counted = rows.order_by().values_list("consultant", "grade__code").annotate(Count("pk"))
    for person, code, number in counted:
        if code == starts[policies[person]].code:
            loads[person] = number
    without = Lead.objects.filter(
        assigned_to__in=keys,
        state=LeadState.ASSIGNED,
        opportunity=None,
        first_contact_by__isnull=False,
        contacted_at=None,
    )
    for person, number in without.order_by().values_list("assigned_to").annotate(Count("pk")):
        loads[person] = loads.get(person, 0) + number
    return loads, {person: starts[policy].capacity for person, policy in policies.items()}


def _records(
    store: Store, keys: list[int], on: date, rules: list[Ordered]
) -> dict[int, tuple[int, int]]:
    """``{person: (leads given, of those won)}`` of the days that the rule of ability looks back on."""
    days = next((rule.days for rule in rules if rule.kind == Rule.ABILITY), None)
    if days is None:
        return {}
    since = on - timedelta(days=days)
    rows = Lead.objects.filter(
        store=store, assigned_to__in=keys, opportunity__registered_on__gte=since
    )
    won = Q(opportunity__ordered_on__isnull=False) | Q(
        opportunity__state__in=[State.WON, State.CLOSED]
    )
    counted = rows.order_by().values_list("assigned_to")
    return {
        person: (got, number)
        for person, got, number in counted.annotate(got=Count("pk"), bought=Count("pk", filter=won))
    }
